import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../text/diff.ts';
import { goJson, quote } from '../text/go.ts';
import { alignTabs, describeStops, tableStops } from '../text/tabwriter.ts';
import { parseGoTemplate, renderGoTemplate } from './gotemplate.ts';
import { parseJsonPath, renderJsonPath } from './jsonpath.ts';

const object = {
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web', tier: 'front' } },
  spec: {
    containers: [
      { name: 'main', image: 'nginx', ports: [{ containerPort: 80 }] },
      { name: 'side', image: 'busybox' },
    ],
  },
};

describe('jsonpath', () => {
  it.each([
    ['a field', '{.metadata.name}', 'web'],
    ['all of a list', '{.spec.containers[*].name}', 'main side'],
    ['text around', 'name={.metadata.name}!', 'name=web!'],
    ['a map is JSON', '{.metadata.labels}', '{"app":"web","tier":"front"}'],
    ['a missing field is nothing', '{.metadata.foo.bar}', ''],
    ['a filter', '{.spec.containers[?(@.name=="side")].image}', 'busybox'],
    ['existence', '{.spec.containers[?(@.ports)].name}', 'main'],
    ['from the end', '{.spec.containers[-1].name}', 'side'],
    ['a slice', '{.spec.containers[0:1].name}', 'main'],
    ['a union', "{.metadata['name','labels']}", 'web {"app":"web","tier":"front"}'],
    ['descent', '{..image}', 'nginx busybox'],
    ['a range', '{range .spec.containers[*]}{.name}{"\\t"}{.image}{"\\n"}{end}', 'main\tnginx\nside\tbusybox\n'],
    ['an escaped dot', '{.metadata.labels.app}', 'web'],
  ])('%s', (_sentence, text, out) => {
    const template = parseJsonPath(text);
    expect('problem' in template ? template : renderJsonPath(template, object)).toEqual({ text: out });
  });

  it.each([
    ['an open brace', '{.metadata', { problem: 'unclosed action' }],
    ['an index too far', '{.spec.containers[5].name}', { problem: 'array index out of bounds: index 5, length 2' }],
    ['a bare word', '{foo}', { problem: 'unrecognized identifier foo' }],
  ])('%s', (_sentence, text, problem) => {
    const template = parseJsonPath(text);
    expect('problem' in template ? template : renderJsonPath(template, object)).toEqual(problem);
  });
});

describe('go-template', () => {
  it.each([
    ['a field', '{{.metadata.name}}', 'web'],
    ['a missing field', '{{.foo}}', '<no value>'],
    ['a range with variables', '{{range $i, $c := .spec.containers}}{{$i}}={{$c.name}} {{end}}', '0=main 1=side '],
    ['if and eq', '{{if eq .kind "Pod"}}yes{{else}}no{{end}}', 'yes'],
    ['index and len', '{{index .metadata.labels "app"}} {{len .spec.containers}}', 'web 2'],
    ['a pipe', '{{.metadata.name | printf "%s!"}}', 'web!'],
    ['trimmed blanks', 'a {{- .metadata.name -}} b', 'awebb'],
  ])('%s', (_sentence, text, out) => {
    const template = parseGoTemplate(text);
    expect('problem' in template ? template : renderGoTemplate(template, object)).toEqual({ text: out });
  });
});

describe('text', () => {
  it('a table has columns of six cells at least and three blanks between', () => {
    expect(alignTabs('NAME\tAGE\na\t1s\n', tableStops)).toBe('NAME   AGE\na      1s\n');
  });

  it('a column ends where a line has no cell for it', () => {
    expect(alignTabs('Name:\tweb\nLabels:\tapp=web\nIPs:\n  IP:\t10.0.0.1\n', describeStops)).toBe(
      'Name:    web\nLabels:  app=web\nIPs:\n  IP:  10.0.0.1\n',
    );
  });

  it('JSON is sorted and escapes HTML', () =>
    expect(goJson({ b: '<', a: [1, {}] })).toBe('{"a":[1,{}],"b":"\\u003c"}'));

  it('%q', () => expect(quote('a"\n\u0001')).toBe('"a\\"\\n\\x01"'));

  it('a unified diff has three lines around', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\n');
    expect(unifiedDiff(before, before.replace('e', 'E'))).toBe('@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n');
    expect(unifiedDiff('', 'a\nb\n')).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n');
    expect(unifiedDiff('a\n', 'a\n')).toBe('');
  });
});
