import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './shell.module.css';

interface SplitterProps {
  readonly label: string;
  /** vertical: a bar between left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** 1: the panel before the bar grows when it moves right or down; -1: the panel after it. */
  readonly grows: 1 | -1;
  readonly step?: number;
  /** What one pixel is worth, for values that are shares. */
  readonly perPixel?: () => number;
  readonly onChange: (value: number) => void;
}

/** The bar between two panels: dragged, or moved with the arrow keys. */
export function Splitter({
  label,
  orientation,
  value,
  min,
  max,
  grows,
  step = 24,
  perPixel = () => 1,
  onChange,
}: SplitterProps) {
  const from = useRef<{ at: number; value: number } | undefined>(undefined);
  const clamp = (v: number): number => Math.max(min, Math.min(max, v));
  const position = (e: PointerEvent): number => (orientation === 'vertical' ? e.clientX : e.clientY);
  const onKeyDown = (event: KeyboardEvent): void => {
    const back = orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp';
    const on = orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== back && event.key !== on) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(clamp(value + (event.key === on ? 1 : -1) * grows * step * perPixel()));
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value * 100) / 100}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.splitter}
      data-orientation={orientation}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: position(event), value };
      }}
      onPointerMove={(event) => {
        if (from.current)
          onChange(clamp(from.current.value + (position(event) - from.current.at) * grows * perPixel()));
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onPointerCancel={() => {
        from.current = undefined;
      }}
    />
  );
}
