// The keyboard. Every key is also a button or a link somewhere.

import { el, replace } from './dom.js';

const HELP = [
	['/', 'search'], ['j k', 'next, previous'], ['Enter', 'open'], ['d', 'deliver now'], ['r', 'retry a dead letter'],
	['p', 'publish'], ['Ctrl Enter', 'send the form'], ['Esc', 'back'], ['?', 'this help'],
];

const dialog = document.getElementById('help');

export function help() {
	replace(dialog, el('h2', { id: 'help-title' }, 'Keyboard'),
		el('dl', HELP.map(([keys, what]) => [el('dt', keys.split(' ').map((key) => el('kbd', key))), el('dd', what)])),
		el('h2', 'Search'),
		el('p', 'Words are looked for in id, URL and label. Fields narrow it down:'),
		el('pre', 'state:failed,retrying label:order\nurl:*/shipments -queue:billing status:5*'),
		el('p', 'Fields: ', ['state', 'id', 'url', 'label', 'queue', 'group', 'key', 'method', 'status'].map((field) => [el('code', field), ' '])),
		el('form', { method: 'dialog', submit: (event) => {
			event.preventDefault();
			dialog.close();
		} }, el('button.button', { autofocus: true }, 'Close')));
	dialog.showModal();
}

document.getElementById('help-button').addEventListener('click', help);

/** Moves the focus along what can be walked through on this page. */
function move(step) {
	const stops = [...document.querySelectorAll('[data-stop]')];
	if (stops.length > 0) {
		const at = stops.indexOf(document.activeElement.closest('[data-row]')?.querySelector('[data-stop]') ?? document.activeElement);
		const next = stops[Math.min(Math.max(at + step, 0), stops.length - 1)];
		next.focus();
		next.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
	}
}

export function keysOf(ofPage, go) {
	document.addEventListener('keydown', (event) => {
		const typing = event.target.matches('input, textarea, select');
		if (event.key === 'Escape' && !dialog.open) {
			if (typing) {
				event.target.blur();
			}
			else if (location.pathname !== '/') {
				history.length > 1 ? history.back() : go('/');
			}
			return;
		}
		if (typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		const row = document.activeElement?.closest('[data-row]');
		const actions = {
			'/': () => document.querySelector('input[type=search]') ? document.querySelector('input[type=search]').select() : go('/'),
			j: () => move(1),
			k: () => move(-1),
			p: () => go('/publish'),
			'?': help,
			d: () => (row?.querySelector('[data-key=d]') ?? document.querySelector('.actions [data-key=d]'))?.click(),
			r: () => (row?.querySelector('[data-key=r]') ?? document.querySelector('.actions [data-key=r]'))?.click(),
			...ofPage(),
		};
		if (actions[event.key]) {
			event.preventDefault();
			actions[event.key](event);
		}
	});
}
