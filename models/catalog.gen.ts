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
      bytes: 8925248,
      sha256: 'a0e0ad4c2be7630a430e989da31a4a8cdc6323e9d46d213a1aa7de57abcb4108',
    },
    {
      name: 'tokenizer.json',
      bytes: 48782,
      sha256: '691731249307974603c1df38d90a0d8b846305458d571d75ac5ebce8c6480b94',
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
      sha256: 'c5141e9bbb25be582e2eee2b2387ac6929def564f4b19e13ea264e641182a282',
    },
    {
      name: 'tokenizer.json',
      bytes: 48782,
      sha256: '691731249307974603c1df38d90a0d8b846305458d571d75ac5ebce8c6480b94',
    },
    {
      name: 'tokenizer_config.json',
      bytes: 1058,
      sha256: '3fedabc64ea3fe651b4e0b076deac9b41f2cee109bd54a2e482d3325dfd581ba',
    },
    {
      name: 'autoencoder.safetensors',
      bytes: 34992,
      sha256: '74e53e1500f71fee4937ba72998c46448649dcbb6cf42df1bb626bb79281e5ca',
    },
    {
      name: 'scores.json',
      bytes: 2222,
      sha256: '7bae6838fb8e6628703dafa6f320828eb0bfb45bec184d4a0181a26b182c8968',
    },
  ],
};
