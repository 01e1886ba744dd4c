import { closer } from './table/closer.ts';
import { configuring } from './table/configuring.ts';
import { describing } from './table/describing.ts';
import { flags } from './table/flags.ts';
import { generating } from './table/generating.ts';
import { kinds } from './table/kinds.ts';
import { measuring } from './table/measuring.ts';
import { learning } from './table/learning.ts';
import { more } from './table/more.ts';
import { reading } from './table/reading.ts';
import { refusing } from './table/refusing.ts';
import { writing } from './table/writing.ts';

/** A line that both terminals run on equal clusters; with a reason, the two differ on purpose. */
export type Line = string | { readonly line: string; readonly differs: string };

/** Lines that start from one state of the cluster. */
export interface Scenario {
  readonly name: string;
  /** Run one after the other in our terminal before the state is taken. */
  readonly setup: readonly string[];
  /** Virtual ms the cluster is left alone after that. */
  readonly settleMs: number;
  readonly lines: readonly Line[];
}

/** Custom resources last: the real one remembers what it has discovered. */
export const scenarios: readonly Scenario[] = [
  ...reading,
  ...describing,
  ...generating,
  ...writing,
  ...refusing,
  ...more,
  ...configuring,
  ...flags,
  ...closer,
  ...learning,
  ...kinds,
  ...measuring,
];
