import { invalid } from '../field.ts';
import type { FieldError } from '../resource.ts';

/** Where files stand. Models: pkg/apis/core/validation/validation.go validatePathNoBacksteps and its siblings. */
export function validateNoBacksteps(target: string, path: string, errors: FieldError[]): void {
  if (target.split('/').includes('..')) errors.push(invalid(path, target, "must not contain '..'"));
}

export function validateDescending(target: string, path: string, errors: FieldError[]): void {
  if (target.startsWith('/')) errors.push(invalid(path, target, 'must be a relative path'));
  validateNoBacksteps(target, path, errors);
}

export function validateNotReserved(target: string, path: string, errors: FieldError[]): void {
  validateDescending(target, path, errors);
  if (target.startsWith('..') && !target.startsWith('../'))
    errors.push(invalid(path, target, "must not start with '..'"));
}

const modeText = 'must be a number between 0 and 0777 (octal), both inclusive';

export function validateMode(mode: unknown, path: string, errors: FieldError[]): void {
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) errors.push(invalid(path, mode, modeText));
}
