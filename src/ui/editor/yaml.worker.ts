import { config } from '@vscode/l10n';
import korean from './yaml-texts.ko.json';

// The worker is named after the language on screen (see monaco.ts).
if (self.name === 'yaml-ko') config({ contents: korean });

import 'monaco-yaml/yaml.worker.js';
