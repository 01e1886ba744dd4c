import { fail } from './errors.ts';
import { fileName, homeFolder } from './shell/files.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * `-k` and `kubectl kustomize`: kustomize itself is not here, and that is said after upstream's own complaint that
 * there is nothing to build. `folder` '' = none was given.
 */
export function checkKustomize(files: Readonly<Record<string, string>>, folder: string): void {
  if (folder === '') return;
  if (/^https?:\/\//.test(folder)) fail(`unable to read ${folder}, this cluster has no way to the internet`);
  const path = fileName(folder).replace(/\/+$/, '').replace(/^\.$/, '');
  const inside = path === '' ? '' : `${path}/`;
  if (path !== '' && !Object.keys(files).some((file) => file.startsWith(inside)))
    fail(
      `must build at directory: not a valid directory: evalsymlink failure on '${folder}' : lstat ${homeFolder}/${path}: no such file or directory`,
    );
  if (!names.some((name) => files[inside + name] !== undefined))
    fail(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${homeFolder}${path === '' ? '' : `/${path}`}'`,
    );
  fail(
    'kustomize is not available in this terminal; apply the files themselves with -f\n이 터미널에서는 kustomize를 쓸 수 없습니다. -f로 파일을 직접 적용하십시오.',
  );
}
