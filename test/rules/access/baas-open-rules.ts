// Security rules of Firestore, Storage and the Realtime Database.

// @file: package.json
{ "name": "clinic" }

// @file: firestore.rules
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isSignedIn() {
      return request.auth != null;
    }
    function isOwner(uid) {
      let me = request.auth.uid;
      return isSignedIn() && me == uid;
    }
    function role() {
      return get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role;
    }
    // @example: bad
    match /patients/{patientId} {
      allow read: if request.auth != null; // ruleid: baas-open-rules
    }
    // @end
    // @example: good
    match /labResults/{resultId} {
      allow read: if request.auth.uid == resource.data.patientId; // ok: baas-open-rules
    }
    // @end
    match /diagnoses/{id} {
      allow read, write: if true; // ruleid: baas-open-rules
    }
    match /prescriptions/{id} {
      allow read: if isSignedIn() && request.query.limit <= 50; // ruleid: baas-open-rules
      allow update, delete: if isSignedIn(); // ruleid: baas-open-rules
      allow create: if isSignedIn(); // ok: baas-open-rules
    }
    match /medicalRecords/{userId} {
      allow read, write: if isOwner(userId); // ok: baas-open-rules
      match /notes/{note} {
        allow read; // ruleid: baas-open-rules
      }
    }
    match /appointments/{id} {
      allow read: if isSignedIn() && (role() == 'doctor' || isOwner(resource.data.patientId)); // ok: baas-open-rules
      allow list: if role() in ['doctor', 'nurse'] || isSignedIn(); // ruleid: baas-open-rules
    }
    match /vaccinations/{id} {
      allow read: if request.time < timestamp.date(2026, 12, 31); // ruleid: baas-open-rules
      allow write: if false; // ok: baas-open-rules
    }
    match /allergies/{id} {
      // allow read: if true;
      allow read: if exists(/databases/$(database)/documents/careTeams/$(resource.data.team)/members/$(request.auth.uid)); // ok: baas-open-rules
      allow get: if mayRead(id); // ok: baas-open-rules
    }
    match /articles/{id} {
      allow read: if true; // ok: baas-open-rules
    }
    match /{document=**} {
      allow read: if request.auth.uid != null; // ruleid: baas-open-rules
    }
  }
}

// @file: storage.rules
service firebase.storage {
  match /b/{bucket}/o {
    match /medicalRecords/{patientId}/{file=**} {
      allow read: if request.auth != null; // ruleid: baas-open-rules
      allow write: if request.auth.uid == patientId && request.resource.size < 5 * 1024 * 1024; // ok: baas-open-rules
    }
    match /avatars/{file} {
      allow read; // ok: baas-open-rules
    }
  }
}

// @file: articles/firestore.rules
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} {
      allow read: if true; // ok: baas-open-rules
    }
  }
}

// @file: database.rules.json
{
  "rules": {
    "patients": {
      ".read": "auth != null", // ruleid: baas-open-rules
      "$uid": { ".write": "auth.uid === $uid" } // ok: baas-open-rules
    },
    "diagnoses": {
      "$uid": { ".read": "auth.uid === $uid" } // ok: baas-open-rules
    },
    "articles": { ".read": true } // ok: baas-open-rules
  }
}
