// The address of a page is written by whoever made the link.

// @file: src/page.ts
import DOMPurify from 'dompurify';

const box = document.getElementById('box');

// @example: bad
if (box) box.innerHTML = decodeURIComponent(location.hash.slice(1)); // ruleid: dom-cross-site-scripting
// @end

// @example: good
if (box) box.textContent = decodeURIComponent(location.hash.slice(1)); // ok: dom-cross-site-scripting
// @end

const parameters = new URLSearchParams(window.location.search);
const name = parameters.get('name') ?? '';
document.write('<p>' + name + '</p>'); // ruleid: dom-cross-site-scripting
document.querySelector('.a')?.insertAdjacentHTML('beforeend', `<p>${name}</p>`); // ruleid: dom-cross-site-scripting
if (box) box.outerHTML = `<p>${document.referrer}</p>`; // ruleid: dom-cross-site-scripting
if (box) box.innerHTML = DOMPurify.sanitize(name); // ok: dom-cross-site-scripting
if (box) box.innerHTML = '<p>fixed</p>'; // ok: dom-cross-site-scripting
if (box) box.innerHTML = `<a href="/a?name=${encodeURIComponent(name)}">a</a>`; // ok: dom-cross-site-scripting
window.addEventListener('message', (event) => {
  if (box) box.innerHTML = event.data.text; // ruleid: dom-cross-site-scripting
});

// @file: src/legacy.js
const query = location.search.substring(1);
$('#box').html(query); // ruleid: dom-cross-site-scripting
$('#box').append('<p>' + query + '</p>'); // ruleid: dom-cross-site-scripting
$('#box').text(query); // ok: dom-cross-site-scripting
$('<p>' + query + '</p>').appendTo('#box'); // ruleid: dom-cross-site-scripting
$(location.hash); // ok: dom-cross-site-scripting

// @file: src/view.tsx
import { useSearchParams } from 'react-router-dom';

declare function t(key: string, values: object): string;
export function Note() {
  const [search] = useSearchParams();
  const text = search.get('text') ?? '';
  return (
    <div>
      <p dangerouslySetInnerHTML={{ __html: text }} /> {/* ruleid: dom-cross-site-scripting */}
      <p dangerouslySetInnerHTML={{ __html: t('note', { text }) }} /> {/* ok: dom-cross-site-scripting */}
      <p>{text}</p>
    </div>
  );
}
