// Half precision (IEEE 754 binary16), for which the platform has no array type that every browser of ours knows.

let halfValues: Float32Array | null = null;

/** Every half by its bits: what is asked for millions of times is worked out once. */
const valuesOfHalves = (): Float32Array =>
  (halfValues ??= Float32Array.from({ length: 1 << 16 }, (_, half) => valueOf(half)));

/** IEEE half precision bits → numbers. @param values where to write them */
export function fromHalves(halves: Uint16Array, values: Float32Array = new Float32Array(halves.length)): Float32Array {
  const known = valuesOfHalves();
  for (let i = 0; i < halves.length; i++) values[i] = known[halves[i] as number] as number;
  return values;
}

/** IEEE half precision bits → number. */
export function halfToFloat(half: number): number {
  return valuesOfHalves()[half] as number;
}

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Numbers → IEEE half precision bits, round to nearest even. Beyond its range: infinity. */
export function toHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i] as number);
  return halves;
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** Number → IEEE half precision bits, as toHalves. @param value is made a float32 first */
export function toHalf(value: number): number {
  single[0] = value;
  return halfOf(singleBits[0] as number);
}

/** @param bits of a float32 */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | (((bits >>> 23) & 255) === 255 && fraction ? 0x7e00 : 0x7c00);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - exponent);
  }
  return (sign | (exponent << 10)) + roundShift(fraction, 13);
}

/** To the nearest, of two equally near ones to the even: without a branch, for which way it goes nobody can guess. */
function roundShift(value: number, shift: number): number {
  const odd = (value >>> shift) & 1;
  return (value + (1 << (shift - 1)) - 1 + odd) >>> shift;
}
