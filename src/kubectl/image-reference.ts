/** Models: distribution/reference grammar, `[domain/]path[:tag][@digest]`. */
export function isImageReference(image: string): boolean {
  const path = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
  const domain =
    '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?';
  return new RegExp(
    `^(?:${domain}/)?${path}(?:/${path})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
  ).test(image);
}
