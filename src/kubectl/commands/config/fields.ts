/** Fields of the three kinds of entries. Source: client-go clientcmd/api/v1 types. */
export const fields: Readonly<Record<'clusters' | 'contexts' | 'users', readonly string[]>> = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ],
  contexts: ['cluster', 'user', 'namespace'],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'act-as',
    'act-as-uid',
    'username',
    'password',
  ],
};

/** Fields whose text is base64 of what they hold. */
export const bytesFields: ReadonlySet<string> = new Set([
  'certificate-authority-data',
  'client-certificate-data',
  'client-key-data',
]);

export const boolFields: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression', 'colors']);
