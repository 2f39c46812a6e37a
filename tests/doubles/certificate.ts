// A certificate that a server signs for itself, made anew each time so that no key lies about. Only a browser that was told to believe everybody takes it.
// DER by hand (X.690; RFC 5280, section 4.1): Node makes keys and signatures, and no certificates.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export type Certificate = { key: string; cert: string };

/** A certificate of one day for these names. */
export function selfSigned(names: readonly string[], now = new Date()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from(names[0] ?? '')))));
  const serial = der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const day = 86_400_000;
  const validity = sequence(timeOf(now.getTime() - day), timeOf(now.getTime() + day));
  const alternatives = sequence(...names.map((each) => der(0x82, Buffer.from(each))));
  const extensions = der(0xa3, sequence(sequence(ALTERNATIVE_NAME, der(0x04, alternatives))));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(VERSION_3, serial, sequence(ECDSA_SHA256), name, validity, name, key, extensions);
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem(sequence(body, sequence(ECDSA_SHA256), signature)),
  };
}

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (part: Uint8Array): Buffer => der(0x31, part);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const VERSION_3 = der(0xa0, der(0x02, Buffer.of(2)));
const COMMON_NAME = oid('550403');
const ALTERNATIVE_NAME = oid('551d11');
const ECDSA_SHA256 = oid('2a8648ce3d040302');

/** UTCTime: 261126050102Z. */
const timeOf = (ms: number): Buffer => {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(text.slice(2)));
};

const pem = (bytes: Buffer): string =>
  [
    '-----BEGIN CERTIFICATE-----',
    ...(bytes.toString('base64').match(/.{1,64}/g) ?? []),
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
