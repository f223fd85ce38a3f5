// Nothing of a patient travels in the clear.

// @file: src/journal.ts
import axios from 'axios';

// @example: bad
export const load = (id: string) => fetch(`http://journal.example.com/visits/${id}`); // ruleid: cleartext-transport
// @end

// @example: good
export const loadSafely = (id: string) => fetch(`https://journal.example.com/visits/${id}`); // ok: cleartext-transport
// @end

export const client = axios.create({ baseURL: 'http://journal.example.com' }); // ruleid: cleartext-transport
export const local = axios.create({ baseURL: 'http://localhost:8080' }); // ok: cleartext-transport
export const inside = () => fetch('http://journal:8080/visits'); // ok: cleartext-transport
export const relative = () => fetch('/visits'); // ok: cleartext-transport
