import type { Entry } from './core.ts';

/** The editor's words, and one friendly sentence for each sort of refusal; the exact text stands below it. */
export const editorEn = {
  'editor.loading': 'Opening the editor…',
  'editor.files': 'Files',
  'editor.new': 'New file',
  'editor.newName': 'Name of the new file',
  'editor.close': 'Delete {name}',
  'editor.apply': 'Apply',
  'editor.applyHint': 'Apply this file (Ctrl/⌘+S)',
  'editor.applied': 'Applied',
  'editor.changed': 'Not applied yet',
  'editor.applying': 'Applying…',
  'editor.aria': 'YAML editor, {name}. Tab moves the focus after Ctrl+M.',
  'editor.empty': 'No file is open.',
  'editor.emptyHint': 'Make one to write a manifest.',
  'editor.problems': (v) =>
    v['n'] === 1 ? '1 problem. The cluster is as it was.' : `${v['n']} problems. What was refused is as it was.`,
  'editor.line': 'Line {line}',
  'editor.fold': 'Hide',
  'editor.template.deployment': 'Deployment',
  'editor.template.pod': 'Pod',
  'editor.template.service': 'Service',
  'editor.template.empty': 'Empty',
  'editor.problem.syntax': 'This is not readable as YAML. Look at the indentation and the colons around this line.',
  'editor.problem.unknown-field':
    'Kubernetes knows no field of this name here. Is it spelled right, and indented under the right parent?',
  'editor.problem.no-kind': 'This cluster knows no such kind in this apiVersion. A Deployment, for one, is in apps/v1.',
  'editor.problem.invalid': 'This value is not allowed here.',
  'editor.problem.immutable':
    'This field cannot be changed once the object exists. Delete the object and create it again, or give the new one another name.',
  'editor.problem.selector':
    'The selector must match the labels of the template: otherwise the controller would create Pods it does not count.',
  'editor.problem.type':
    'The value has the wrong type: a number without quotes, a text with quotes, a list with dashes.',
  'editor.problem.missing': 'Something required is missing.',
  'editor.problem.name':
    'This name is not allowed: lower-case letters, digits and dashes only, beginning and ending with a letter or digit.',
  'editor.problem.forbidden': 'You are not allowed to do this, or the object may not be changed in this way.',
  'editor.problem.other': 'The request was refused.',
} satisfies Record<string, Entry>;

export const editorKo: Record<keyof typeof editorEn, Entry> = {
  'editor.loading': '편집기를 여는 중…',
  'editor.files': '파일',
  'editor.new': '새 파일',
  'editor.newName': '새 파일의 이름',
  'editor.close': '{name} 삭제',
  'editor.apply': '적용',
  'editor.applyHint': '이 파일을 적용합니다 (Ctrl/⌘+S)',
  'editor.applied': '적용됨',
  'editor.changed': '아직 적용하지 않음',
  'editor.applying': '적용하는 중…',
  'editor.aria': 'YAML 편집기, {name}. Ctrl+M을 누르면 Tab으로 편집기를 벗어날 수 있습니다.',
  'editor.empty': '열린 파일이 없습니다.',
  'editor.emptyHint': '새 파일을 만들어 매니페스트를 써 보세요.',
  'editor.problems': '문제 {n}개. 거절된 것은 클러스터에 반영되지 않았습니다.',
  'editor.line': '{line}번째 줄',
  'editor.fold': '접기',
  'editor.template.deployment': 'Deployment',
  'editor.template.pod': 'Pod',
  'editor.template.service': 'Service',
  'editor.template.empty': '빈 파일',
  'editor.problem.syntax': 'YAML로 읽을 수 없습니다. 이 줄 주변의 들여쓰기와 콜론을 확인하세요.',
  'editor.problem.unknown-field':
    '이 자리에는 이런 이름의 필드가 없습니다. 철자가 맞는지, 알맞은 상위 필드 아래에 있는지 확인하세요.',
  'editor.problem.no-kind': '이 apiVersion에는 이런 kind가 없습니다. 예를 들어 Deployment는 apps/v1에 있습니다.',
  'editor.problem.invalid': '여기에 쓸 수 없는 값입니다.',
  'editor.problem.immutable': '한번 만들어진 뒤에는 바꿀 수 없는 필드입니다. 지우고 다시 만들거나 다른 이름을 쓰세요.',
  'editor.problem.selector':
    '셀렉터는 템플릿의 레이블과 맞아야 합니다. 맞지 않으면 컨트롤러가 자기가 세지도 못할 파드를 만들게 됩니다.',
  'editor.problem.type': '값의 타입이 다릅니다. 숫자는 따옴표 없이, 글자는 따옴표로, 목록은 -로 씁니다.',
  'editor.problem.missing': '꼭 있어야 할 것이 빠졌습니다.',
  'editor.problem.name': '쓸 수 없는 이름입니다. 영어 소문자, 숫자, -만 쓸 수 있고 처음과 끝은 글자나 숫자여야 합니다.',
  'editor.problem.forbidden': '이렇게 할 권한이 없거나, 이 객체는 이렇게 바꿀 수 없습니다.',
  'editor.problem.other': '요청이 거절되었습니다.',
};
