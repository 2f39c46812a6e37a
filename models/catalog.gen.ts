// Written by tools/pretrain/manifest.ts from the folders under public/weights/. Do not edit.

import type { Manifest } from './catalog.ts';

export const manifest: Manifest = {
  'dream-l': [
    {
      name: 'config.json',
      bytes: 593,
      sha256: '271ce9bc4710f0e1f05b42315848093ab492b6ea816f800f61d8f03d68c748f4',
    },
    {
      name: 'generation_config.json',
      bytes: 98,
      sha256: '291795a1cf3b8af80ffbcb1dcfedb445b69673b0965511b3152b2cb73a52aecc',
    },
    {
      name: 'model.safetensors',
      bytes: 8925256,
      sha256: '144eca431aa85f589173389e3c6a181d3bfc4865a566725c7f3221974e43d92b',
    },
    {
      name: 'tokenizer.json',
      bytes: 48494,
      sha256: '86e62294979a23ea0a5cc9424520b18692b3da1f8014aac30ae63c4747b59ed4',
    },
    {
      name: 'tokenizer_config.json',
      bytes: 1058,
      sha256: '3fedabc64ea3fe651b4e0b076deac9b41f2cee109bd54a2e482d3325dfd581ba',
    },
  ],
  'dream-s': [
    {
      name: 'config.json',
      bytes: 593,
      sha256: 'b2f009a23bff50ddbbbd0b4f20459ad423acbc77d42a8666af1beb83254716ce',
    },
    {
      name: 'generation_config.json',
      bytes: 98,
      sha256: '291795a1cf3b8af80ffbcb1dcfedb445b69673b0965511b3152b2cb73a52aecc',
    },
    {
      name: 'model.safetensors',
      bytes: 2104840,
      sha256: '167cd5bb6df45da563dd6ac4495bf9c84f2859ff2c1bebd0fbe8e756638e887f',
    },
    {
      name: 'tokenizer.json',
      bytes: 48494,
      sha256: '86e62294979a23ea0a5cc9424520b18692b3da1f8014aac30ae63c4747b59ed4',
    },
    {
      name: 'tokenizer_config.json',
      bytes: 1058,
      sha256: '3fedabc64ea3fe651b4e0b076deac9b41f2cee109bd54a2e482d3325dfd581ba',
    },
    {
      name: 'autoencoder.safetensors',
      bytes: 34992,
      sha256: '4f6e937e8e08b5611f47b59e86fce7de00ff33f162e8bc30944a16b4a236f4c7',
    },
    {
      name: 'pca.safetensors',
      bytes: 17688,
      sha256: '0d02fdd6dfce852a15b208661ce618951b3228bbdffe23996963c0112d24cd32',
    },
    {
      name: 'scores.json',
      bytes: 2219,
      sha256: '4da2035b6184c33a39eb218b05d2ef5ebac69a53ebb209ac77a7e8f6a84a7865',
    },
  ],
};
