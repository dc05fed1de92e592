// One stream of changes, for the page that is shown. The browser comes back by itself and says where it was.

import { devPath } from './api.js';
import { serverTimeIs } from './format.js';

let source;
let listener;
let query = '';

const indicator = () => document.getElementById('live');

export function show(state) {
	indicator().dataset.state = state;
	indicator().textContent = state;
}

/**
 * @param {string} search  which messages
 * @param {{snapshot: function(object): void, change: function(object): void}} to
 */
export function listen(search, to) {
	query = search;
	listener = to;
	open();
}

function open() {
	source?.close();
	source = new EventSource(devPath('stream', { q: query }));
	for (const type of ['snapshot', 'change']) {
		source.addEventListener(type, (event) => {
			const data = JSON.parse(event.data);
			serverTimeIs(data.now);
			show('live');
			tellDeadLetters(data.deadLetters);
			listener[type](data);
		});
	}
	source.onopen = () => show('live');
	source.onerror = () => {
		show('reconnecting');
		if (source.readyState === EventSource.CLOSED) {
			setTimeout(() => source.readyState === EventSource.CLOSED && !document.hidden && open(), 2000);
		}
	};
}

// a hidden tab needs no connection, and browsers have few of them for one server
document.addEventListener('visibilitychange', () => {
	if (document.hidden) {
		source?.close();
	}
	else if (source?.readyState === EventSource.CLOSED) {
		open();
	}
});

/** Lets the bar, the title and the icon say how many dead letters there are. */
export function tellDeadLetters(count) {
	document.dispatchEvent(new CustomEvent('dead-letters', { detail: count }));
}
