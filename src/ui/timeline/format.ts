/** Virtual time since the story began: `+1.284 s`, `+2 m 05 s`, `+1 h 02 m`. Technical, the same in both languages. */
export function formatMs(ms: number): string {
  const shown = Math.max(0, ms);
  if (shown < 60_000) return `+${(shown / 1000).toFixed(3)} s`;
  const seconds = Math.floor(shown / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (seconds < 3600) return `+${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  return `+${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} m`;
}
