/** The graph on screen, for the keys `+`, `−` and `0`: only one is there at a time. */
type Zoom = (by: 1 | -1 | 0) => void;

let current: Zoom | undefined;

export function provideZoom(zoom: Zoom): () => void {
  current = zoom;
  return () => {
    if (current === zoom) current = undefined;
  };
}

/** Closer, farther, or all of it (0). */
export const zoomBy: Zoom = (by) => current?.(by);
