import assert from 'node:assert/strict';
import {
  codeOfComponent,
  isTypedComponent,
} from '../../../../../server/src/analyzer/frontends/javascript/component-file.ts';
import { Op } from '../../../../../server/src/analyzer/ir/opcode.ts';
import { lower } from './lowered.ts';

const vue = `<template>
  <p v-html="note.text">{{ note.title }}</p>
  <!-- <script>lost()</script> -->
</template>
<script setup lang="ts">
import { ref } from 'vue';
const note = ref<Note>(load());
</script>
<style scoped>
p { color: red }
</style>
`;

describe('component files', () => {
  it('keeps scripts and what becomes HTML where they are', () => {
    const code = codeOfComponent('src/Note.vue', vue);
    assert.equal(code.length, vue.length);
    assert.deepEqual(
      code.split('\n').map((line) => line.trim()),
      [
        '',
        '; $=>_h(note.text)',
        '',
        '',
        '',
        "import { ref } from 'vue';",
        'const note = ref<Note>(load());',
        ';',
        '',
        '',
        '',
        '',
      ],
    );
    assert.equal(code.indexOf('note.text'), vue.indexOf('note.text'));
    assert.equal(code.indexOf('load()'), vue.indexOf('load()'));
    assert.equal(code.split('\n').length, vue.split('\n').length);
  });

  it('reads both scripts of a component, and markup of Svelte', () => {
    const text = `<script context="module">export const a = 1;</script>\n<script>let b = 2;</script>\n<p>{@html b}</p>{@html 'x' + }`;
    const code = codeOfComponent('src/Note.svelte', text);
    assert.equal(code.length, text.length);
    assert.match(code, /^ +export const a = 1;; +\n +let b = 2;; +\n +;\$=>_h\(b\) +$/);
  });

  it('leaves out what is no script, and expressions that are not closed', () => {
    const text = `<script type="application/json">{"a": 1}</script><p v-html="open("></p><p v-html="a; b"></p>`;
    assert.equal(codeOfComponent('a.vue', text).trim(), '');
    assert.equal(codeOfComponent('a.vue', '<script>').trim(), '');
    assert.equal(codeOfComponent('a.vue', '').length, 0);
  });

  it('knows the language of the scripts', () => {
    assert.equal(isTypedComponent(vue), true);
    assert.equal(isTypedComponent('<script>let lang = "ts"</script>'), false);
  });

  it('gives places of the file', () => {
    const { valueOf: at, ir } = lower(vue, 'src/Note.vue');
    assert.equal(ir.op[at('ref<Note>(load())')], Op.Call);
    assert.equal(ir.op[at('note.text')], Op.Load);
  });
});
