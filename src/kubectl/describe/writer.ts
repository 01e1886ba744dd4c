import { alignTabs, describeStops } from '../text/tabwriter.ts';

/** Lines at indent levels with tab-separated cells. Models: kubectl/pkg/describe PrefixWriter on tabbedString. */
export class Writer {
  private done = '';
  private text = '';
  private readonly aligned: boolean;

  /** `aligned` false: tabs stay tabs. */
  constructor(aligned = true) {
    this.aligned = aligned;
  }

  /** Raw text after `level` steps of two spaces. */
  write(level: number, text: string): void {
    this.text += '  '.repeat(level) + text;
  }

  /** `Key:\tvalue` line. */
  field(level: number, key: string, value: string | number | boolean): void {
    this.write(level, `${key}:\t${value}\n`);
  }

  /** What follows is aligned on its own. */
  flush(): void {
    this.done += this.aligned ? alignTabs(this.text, describeStops) : this.text;
    this.text = '';
  }

  result(): string {
    this.flush();
    return this.done;
  }
}
