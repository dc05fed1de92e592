// Shows the page that the address names. Each page is a module of its own.

import { loadInfo } from './api.js';
import { el, replace, toast } from './dom.js';
import { keysOf } from './keys.js';
import { show as showLive, listen } from './live.js';
import * as connect from './connect.js';
import * as deadLetters from './dead-letters.js';
import * as groups from './groups.js';
import * as log from './log.js';
import * as message from './message.js';
import * as messages from './messages.js';
import * as publish from './publish.js';
import * as queues from './queues.js';
import * as schedules from './schedules.js';

const PAGES = [
	{ path: /^\/$/, link: '/', name: 'Messages', page: messages },
	{ path: /^\/messages\/([^/]+)$/, name: 'Message', page: message, under: 'Messages' },
	{ path: /^\/dead-letters$/, link: '/dead-letters', name: 'Dead letters', page: deadLetters },
	{ path: /^\/schedules$/, link: '/schedules', name: 'Schedules', page: schedules },
	{ path: /^\/queues$/, link: '/queues', name: 'Queues', page: queues },
	{ path: /^\/groups$/, link: '/groups', name: 'URL groups', page: groups },
	{ path: /^\/log$/, link: '/log', name: 'Log', page: log },
	{ path: /^\/connect$/, link: '/connect', name: 'Connect', page: connect },
	{ path: /^\/publish$/, name: 'Publish', page: publish },
];

const main = document.getElementById('main');
let leave;
let keys;

function found() {
	return PAGES.find((each) => each.path.test(location.pathname)) ?? PAGES[0];
}

function showNavigation(current) {
	replace(document.getElementById('nav'), PAGES.filter((each) => each.link).map((each) => el('a', {
		href: each.link, 'aria-current': (current.under ?? current.name) === each.name ? 'page' : null, 'data-page': each.name,
	}, each.name, each.name === 'Dead letters' && el('span.count', { id: 'dead-count' }, deadCount || ''))));
	document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

async function showPage() {
	leave?.();
	leave = undefined;
	const current = found();
	showNavigation(current);
	main.replaceChildren();
	window.scrollTo(0, 0);
	const argument = location.pathname.match(current.path)?.[1];
	// pages that read the API are told that something changed, at most once a second
	let timer;
	const onChange = (reload) => {
		const load = () => {
			timer = undefined;
			reload().catch(() => {});
		};
		// the snapshot tells of what changed before there was a stream, or while it was gone
		listen('', { snapshot: load, change: () => {
			timer ??= setTimeout(load, 1000);
		} });
	};
	keys = {};
	try {
		const shown = await current.page.show(main, { argument: argument && decodeURIComponent(argument), onChange, go });
		leave = () => {
			clearTimeout(timer);
			shown?.leave?.();
		};
		keys = shown?.keys ?? {};
	}
	catch (error) {
		replace(main, el('section.empty', el('h2', 'This did not work'), el('p', error.message)));
	}
	title();
}

/** Goes to another page. With replacing, the way back does not lead to this one. */
export function go(address, { replacing = false } = {}) {
	history[replacing ? 'replaceState' : 'pushState'](null, '', address);
	showPage();
}

document.addEventListener('click', (event) => {
	const link = event.target.closest('a[href^="/"]');
	if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
		event.preventDefault();
		go(link.getAttribute('href'));
	}
});
window.addEventListener('popstate', showPage);

let deadCount = 0;
// failures are seen in the tab too
document.addEventListener('dead-letters', ({ detail }) => {
	deadCount = detail;
	replace(document.getElementById('dead-count') ?? el('i'), deadCount || '');
	title();
});

function title() {
	const current = found();
	document.title = `${deadCount ? `(${deadCount} failed) ` : ''}${current.name} · QStash dev`;
	document.querySelector('link[rel=icon]').href = `/qstash-dashboard/icon${deadCount ? '-failed' : ''}.svg`;
}

keysOf(() => keys, go);

try {
	await loadInfo();
	await showPage();
}
catch (error) {
	showLive('stopped');
	toast(error.message, true);
}
