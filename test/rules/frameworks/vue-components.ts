// Components in one file: what their scripts do is followed as anywhere else, and what becomes HTML is a sink.

// @file: src/components/VisitItem.vue
<template>
  <div class="row" @click="print(visit)">
    <p v-html="route.query.title"></p><!-- ruleid: dom-cross-site-scripting -->
    <p>{{ route.query.title }}</p>
  </div>
</template>

<script setup lang="ts">
import { ref } from 'vue';
import { useRoute } from 'vue-router';
import { useVisitStore } from '../visit-store';

interface Visit { id: string; patient: { lastName: string; birthDate: string } }

const route = useRoute();
const visit = ref<Visit>({} as Visit);
const print = (one: Visit) => {
  localStorage.setItem('name', one.patient.lastName); // ruleid: phi-in-web-storage {name.person}
  localStorage.setItem('visit', one.id); // ok: phi-in-web-storage
  useVisitStore().remember(one);
};
console.log(visit.value.id); // ok: phi-to-log
</script>

<style scoped>
.row { color: red; }
</style>

// @file: src/components/OldItem.vue
<template><p>{{ patient.lastName }}</p></template>
<script>
export default {
  data() {
    return { patient: null, open: false };
  },
  methods: {
    show() {
      console.log('shown', this.patient.lastName); // ruleid: phi-to-log {name.person}
      console.log('shown', this.open); // ok: phi-to-log
    },
  },
};
</script>

// @file: src/visit-store.ts
import { defineStore } from 'pinia';

export const useVisitStore = defineStore('visits', {
  state: () => ({ count: 0 }),
  actions: {
    remember(visit: { id: string; patient: { birthDate: string } }) {
      console.log(visit.patient.birthDate); // ruleid: phi-to-log {demo.birthdate}
      console.log(visit.id); // ok: phi-to-log
    },
  },
});
