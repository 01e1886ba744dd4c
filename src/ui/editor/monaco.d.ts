declare module 'monaco-editor/editor/contrib/*';
declare module 'monaco-yaml/yaml.worker.js';
