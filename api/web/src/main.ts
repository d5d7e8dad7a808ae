import './shell/tokens.css';
import './shell/base.css';

import { mount } from 'svelte';

import App from './shell/App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
