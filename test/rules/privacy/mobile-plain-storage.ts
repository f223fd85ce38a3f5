// The secure store of the device keeps what only its owner may see.

// @file: src/device.ts
import AsyncStorage from '@react-native-async-storage/async-storage';
import * as SecureStore from 'expo-secure-store';
import { MMKV } from 'react-native-mmkv';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}
const plain = new MMKV();

// @example: bad
export const keep = (patient: Patient) => AsyncStorage.setItem('number', patient.personnummer); // ruleid: mobile-plain-storage {nid.se.personnummer}
// @end

// @example: good
export const keepSafely = (patient: Patient) => SecureStore.setItemAsync('number', patient.personnummer); // ok: mobile-plain-storage
// @end

export function more(patient: Patient) {
  plain.set('diagnosis', patient.diagnosis); // ruleid: mobile-plain-storage {clin.diagnosis}
  plain.set('visit', patient.id); // ok: mobile-plain-storage
}
