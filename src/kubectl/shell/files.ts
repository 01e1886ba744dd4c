/** The person's home, where the shell always is. */
export const homeFolder = '/root';

/** The kubeconfig, one of the person's files once it has been changed. */
export const configFile = '.kube/config';

/** Name of a file in the editor's folder: `./web.yaml`, `~/web.yaml` and `/root/web.yaml` are `web.yaml`. */
export const fileName = (path: string): string => path.replace(/^(~|\/root)\/+/, '').replace(/^(\.\/+)+/, '');

/** The whole path of a file. Models: filepath.Abs. */
export const absolutePath = (path: string): string => (path.startsWith('/') ? path : `${homeFolder}/${fileName(path)}`);
