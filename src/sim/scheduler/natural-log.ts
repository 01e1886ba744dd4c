/**
 * ln(x) for x >= 1, bit for bit what Go's math.Log gives. Engines may differ in the last bit of their own logarithm; this
 * uses only + - × /, which IEEE 754 fixes.
 * Models: Go src/math/log.go, after FreeBSD's /usr/src/lib/msun/src/e_log.c (its coefficients).
 */
export function ln(x: number): number {
  let fraction = x;
  let exponent = 0;
  while (fraction >= 1) {
    fraction /= 2;
    exponent++;
  }
  if (fraction < Math.SQRT2 / 2) {
    fraction *= 2;
    exponent--;
  }
  const f = fraction - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const t1 =
    s2 *
    (6.66666666666673513e-1 +
      s4 * (2.857142874366239149e-1 + s4 * (1.818357216161805012e-1 + s4 * 1.479819860511658591e-1)));
  const t2 = s4 * (3.999999999940941908e-1 + s4 * (2.222219843214978396e-1 + s4 * 1.531383769920937332e-1));
  const half = 0.5 * f * f;
  return (
    exponent * 6.9314718036912381649e-1 - (half - (s * (half + (t1 + t2)) + exponent * 1.90821492927058770002e-10) - f)
  );
}
