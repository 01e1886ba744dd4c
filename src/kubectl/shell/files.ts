/** Name of a file in the editor's folder: `./web.yaml` is `web.yaml`. */
export const fileName = (path: string): string => path.replace(/^(\.\/)+/, '');
