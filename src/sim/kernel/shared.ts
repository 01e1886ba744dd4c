/**
 * A base is worth keeping from this size on, and is made anew when more than this part of it has changed: less would make
 * bases too often, more would copy too many differences each time.
 */
const shareMin = 16;
const changedPart = 1 / 3;

/** Stands for a key of the base that was deleted. */
const gone: unique symbol = Symbol('gone');

/**
 * A Map of immutable values whose copies share what they have in common: a base nobody changes any more, and what
 * differs from it. Large maps of an actor's state are such maps, so that a checkpoint costs what has changed and not what
 * there is. As long as it has not been copied it is a plain Map. Iterates in the order of insertion, as any Map.
 */
export class SharedMap<K, V> extends Map<K, V> {
  private base: Map<K, V> | undefined;
  /** What became of keys of the base; keys added since lie in the Map itself. */
  private changed = new Map<K, V | typeof gone>();
  private lost = 0;

  /** A map of its own with the same content. `cost` counts what was copied. */
  share(cost: { values: number }): SharedMap<K, V> {
    const copy = new SharedMap<K, V>();
    if (!this.base && this.size < shareMin) {
      cost.values += this.size;
      for (const [key, value] of super.entries()) copy.set(key, value);
      return copy;
    }
    const differing = super.size + this.changed.size;
    if (!this.base || differing > shareMin + this.base.size * changedPart) {
      cost.values += this.size;
      const base = new Map<K, V>();
      this.forEach((value, key) => base.set(key, value));
      super.clear();
      this.changed = new Map();
      this.lost = 0;
      this.base = base;
    } else cost.values += differing;
    copy.base = this.base;
    copy.changed = new Map(this.changed);
    copy.lost = this.lost;
    for (const [key, value] of super.entries()) copy.setOwn(key, value);
    return copy;
  }

  override get size(): number {
    return this.base ? this.base.size - this.lost + super.size : super.size;
  }

  override get(key: K): V | undefined {
    const { base } = this;
    if (!base) return super.get(key);
    const now = this.changed.get(key);
    if (now === undefined) return base.get(key) ?? super.get(key);
    return now === gone ? super.get(key) : now;
  }

  override has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  override set(key: K, value: V): this {
    return this.base && this.isInBase(key) ? (this.changed.set(key, value), this) : super.set(key, value);
  }

  override delete(key: K): boolean {
    if (!this.base || !this.isInBase(key)) return super.delete(key);
    this.changed.set(key, gone);
    this.lost++;
    return true;
  }

  override clear(): void {
    this.base = undefined;
    this.changed = new Map();
    this.lost = 0;
    super.clear();
  }

  override forEach(look: (value: V, key: K, map: Map<K, V>) => void): void {
    const { changed } = this;
    this.base?.forEach((value, key) => {
      const now = changed.get(key);
      if (now !== gone) look(now ?? value, key, this);
    });
    super.forEach(look);
  }

  override entries(): MapIterator<[K, V]> {
    return this.base ? this.everything() : super.entries();
  }

  override *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  override values(): MapIterator<V> {
    return this.base ? this.everyValue() : super.values();
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  private setOwn(key: K, value: V): void {
    super.set(key, value);
  }

  private isInBase(key: K): boolean {
    const now = this.changed.get(key);
    return now === undefined ? this.base!.has(key) : now !== gone;
  }

  private *everything(): MapIterator<[K, V]> {
    for (const [key, value] of this.base!) {
      const now = this.changed.get(key);
      if (now !== gone) yield [key, now ?? value];
    }
    yield* super.entries();
  }

  private *everyValue(): MapIterator<V> {
    for (const [, value] of this.everything()) yield value;
  }
}

/** The same for a Set. */
export class SharedSet<T> extends Set<T> {
  private base: Set<T> | undefined;
  /** Members of the base that were deleted; one that came back lies in the Set itself. */
  private lost = new Set<T>();

  share(cost: { values: number }): SharedSet<T> {
    const copy = new SharedSet<T>();
    const differing = super.size + this.lost.size;
    if ((this.base || this.size >= shareMin) && differing > shareMin + (this.base?.size ?? 0) * changedPart) {
      cost.values += this.size;
      const base = new Set<T>();
      this.forEach((item) => base.add(item));
      super.clear();
      this.lost = new Set();
      this.base = base;
    } else cost.values += differing;
    copy.base = this.base;
    copy.lost = new Set(this.lost);
    for (const item of super.values()) copy.addOwn(item);
    return copy;
  }

  override get size(): number {
    return this.base ? this.base.size - this.lost.size + super.size : super.size;
  }

  override has(item: T): boolean {
    return super.has(item) || (this.base !== undefined && this.base.has(item) && !this.lost.has(item));
  }

  override add(item: T): this {
    return this.base && this.has(item) ? this : super.add(item);
  }

  override delete(item: T): boolean {
    if (super.delete(item)) return true;
    if (!this.base?.has(item) || this.lost.has(item)) return false;
    this.lost.add(item);
    return true;
  }

  override clear(): void {
    this.base = undefined;
    this.lost = new Set();
    super.clear();
  }

  override forEach(look: (item: T, same: T, set: Set<T>) => void): void {
    const { lost } = this;
    this.base?.forEach((item) => {
      if (lost.size === 0 || !lost.has(item)) look(item, item, this);
    });
    super.forEach(look);
  }

  override values(): SetIterator<T> {
    return this.base ? this.everything() : super.values();
  }

  override keys(): SetIterator<T> {
    return this.values();
  }

  override [Symbol.iterator](): SetIterator<T> {
    return this.values();
  }

  private addOwn(item: T): void {
    super.add(item);
  }

  private *everything(): SetIterator<T> {
    for (const item of this.base!) if (!this.lost.has(item)) yield item;
    yield* super.values();
  }
}
