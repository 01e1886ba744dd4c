/** Elements of one piece, as a power of two. */
const bits = 11;
const pieceSize = 1 << bits;
const mask = pieceSize - 1;

/**
 * A list that only grows at its end, kept in pieces: a full piece never changes again, so the beginning of a series of
 * millions is copied (`upTo`) by sharing its pieces, and no growth moves what is already there.
 */
export class Series<T> implements Iterable<T> {
  length = 0;
  private pieces: T[][] = [];
  private last: T[] = [];

  static of<T>(items: Iterable<T>): Series<T> {
    const series = new Series<T>();
    for (const item of items) series.push(item);
    return series;
  }

  push(item: T): void {
    const at = this.length++ & mask;
    if (at === 0) {
      this.pieces.push((this.last = []));
      // Its full size from the start: growing would leave a third of it empty.
      this.last.length = pieceSize;
    }
    this.last[at] = item;
  }

  /** The element at an index; undefined outside. */
  get(index: number): T | undefined {
    return this.pieces[index >> bits]?.[index & mask];
  }

  /** As an array's: from the end when negative. */
  at(index: number): T | undefined {
    return this.get(index < 0 ? this.length + index : index);
  }

  /** A series of its own that begins as this one, with the first `length` elements. */
  upTo(length: number): Series<T> {
    const copy = new Series<T>();
    copy.length = Math.max(0, Math.min(length, this.length));
    if (copy.length === 0) return copy;
    const end = (copy.length - 1) >> bits;
    copy.pieces = this.pieces.slice(0, end + 1);
    copy.pieces[end] = copy.last = this.pieces[end]!.slice(0, ((copy.length - 1) & mask) + 1);
    return copy;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.length; i++) yield this.get(i)!;
  }
}

/** Position of the first element > value in an ascending list. */
export function upperBound(
  sorted: { readonly length: number; at(index: number): number | undefined },
  value: number,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted.at(mid)! <= value) low = mid + 1;
    else high = mid;
  }
  return low;
}
