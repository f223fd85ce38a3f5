// A link back that the address of the page names.

// @file: src/back.tsx
import React from 'react';
import { useSearchParams } from 'react-router-dom';

// @example: bad
export function Back() {
  const [parameters] = useSearchParams();
  return <a href={parameters.get('back') ?? '/'}>back</a>; // ruleid: script-address
}
// @end

// @example: good
export function BackSafely() {
  const [parameters] = useSearchParams();
  return <a href={`/visits?page=${parameters.get('page')}`}>back</a>; // ok: script-address
}
// @end

export function more() {
  const parameters = new URLSearchParams(window.location.search);
  const link = document.createElement('a');
  link.href = window.location.hash.slice(1); // ruleid: script-address
  link.setAttribute('href', String(parameters.get('next'))); // ruleid: script-address
  link.setAttribute('title', String(parameters.get('next'))); // ok: script-address
  link.href = '/visits/' + parameters.get('id'); // ok: script-address
  const script = document.createElement('script');
  script.src = String(parameters.get('module')); // ruleid: script-address
  script.src = '/module.js'; // ok: script-address
}
