// One message: what was asked for, each attempt with request and response, and what can be done now.

import { api, dev } from './api.js';
import { button, el, replace, toast } from './dom.js';
import { clock, duration, exact, pretty, size, time } from './format.js';
import { listen } from './live.js';
import { result, rowActions, stateBadge, tags } from './messages.js';
import { curlOf, formOf, header } from './request.js';

export async function show(main, { argument, go }) {
	const id = argument === 'latest' ? (await dev('messages', {}))[0]?.id ?? argument : argument;
	const open = new Set();
	let loading;
	const load = async () => {
		const detail = await dev(`messages/${encodeURIComponent(id)}`);
		replace(main, page(detail, open, go));
	};
	const reload = () => {
		loading = (loading ?? Promise.resolve()).then(load).catch((error) => toast(error.message, true));
	};
	await load();
	listen(`id:${id}`, { snapshot: reload, change: reload });
	return {};
}

function page(detail, open, go) {
	const row = detail.message;
	return [
		el('div.heading',
			el('div', el('p.crumb', el('a', { href: '/' }, 'Messages'), ' / ', el('span.id', row.id)),
				el('h1.destination', stateBadge(row.state), el('span.method', row.method), ' ', el('span.url', row.url)),
				el('p.sub', tags(row))),
			el('div.actions', actions(detail, go))),
		el('dl.facts', facts(detail)),
		el('section', el('h2', 'Attempts'), timeline(detail, open)),
		detail.callbacks.length > 0 && el('section', el('h2', 'Callbacks'), el('ul.plain', detail.callbacks.map((each) => el('li',
			stateBadge(each.state), el('a', { href: `/messages/${encodeURIComponent(each.id)}` }, `${each.method} ${each.url}`), result(each))))),
		el('section', el('h2', 'Message'), exchange('Forwarded headers', detail.headers, detail.body)),
	];
}

function actions(detail, go) {
	const row = detail.message;
	const retry = button('Retry', 'Send this dead letter again (r)', async () => {
		const receipt = await api('POST', `dlq/retry/${encodeURIComponent(detail.dlqId)}`);
		toast('Sent again as a new message');
		go(`/messages/${encodeURIComponent(receipt.messageId ?? receipt.responses?.[0]?.messageId)}`);
	}, '.primary');
	retry.dataset.key = 'r';
	return [detail.dlqId && retry, rowActions(row),
		el('a.button', { href: `/publish?from=${encodeURIComponent(row.id)}` }, 'Publish again'),
		button('Copy curl', 'Copy a command that publishes this message', async () => {
			await navigator.clipboard.writeText(curlOf(formOf(detail)));
			toast('Copied');
		})];
}

function facts(detail) {
	const row = detail.message;
	const fact = (name, value) => value !== undefined && value !== null && value !== '' && el('div', el('dt', name), el('dd', value));
	return [
		fact('Accepted', [time(row.createdAt), el('small', ` from ${detail.callerIp}`)]),
		detail.waiting && fact('Waits', detail.waiting),
		(row.state === 'waiting' || row.state === 'retrying') && row.nextAt && fact('Next attempt', [time(row.nextAt), el('small', ` at ${clock(row.nextAt).slice(0, 8)}`)]),
		fact('Retries', `${row.attempts - 1}${detail.retryDelay ? `, after ${detail.retryDelay} ms` : ''}`),
		fact('Time-out', duration(detail.timeoutSeconds * 1000)),
		fact('Deduplication id', detail.deduplicationId),
		fact('Callback', detail.callback), fact('Failure callback', detail.failureCallback),
		row.source && fact('Reports about', el('a', { href: `/messages/${encodeURIComponent(row.source)}` }, row.source)),
		detail.dlqId && fact('Dead letter', detail.dlqId),
	];
}

function timeline(detail, open) {
	const row = detail.message;
	const ends = { delivered: 'Delivered', failed: 'Failed for good: it is a dead letter now', cancelled: 'Cancelled' };
	return el('ol.timeline',
		el('li', el('time', { title: exact(row.createdAt) }, clock(row.createdAt)), el('div', 'Accepted, ', size(detail.body.size))),
		detail.attempts.map((attempt) => el('li', el('time', { title: exact(attempt.startedAt) }, clock(attempt.startedAt)), attemptOf(attempt, detail, open))),
		(row.state === 'waiting' || row.state === 'retrying') && row.nextAt && el('li.future', el('time', { title: exact(row.nextAt) }, clock(row.nextAt)), el('div', 'Next attempt ', time(row.nextAt))),
		ends[row.state] && el(`li.end.${row.state}`, el('time', { title: exact(row.changedAt) }, clock(row.changedAt)), el('div', ends[row.state])));
}

function attemptOf(attempt, detail, open) {
	const outcome = attempt.status ? el(`span.status.s${String(attempt.status)[0]}`, attempt.status)
		: attempt.error ? el('span.status.s5', 'no answer') : el('span.running', 'running');
	const key = `attempt-${attempt.number}`;
	const last = attempt.number === detail.attempts.at(-1).number;
	const isOpen = open.has(key) || (last && !open.has(`${key}-closed`) && detail.message.state !== 'delivered' && attempt.took !== undefined);
	return el('details', { open: isOpen, toggle: (event) => {
		const opened = event.target.open;
		open[opened ? 'add' : 'delete'](key);
		open[opened ? 'delete' : 'add'](`${key}-closed`);
	} },
		el('summary', { 'data-stop': true }, el('span', `Attempt ${attempt.number}`), outcome,
			attempt.took !== undefined && el('span.took', `in ${duration(attempt.took)}`),
			attempt.nextAt && el('small', `retry ${duration(attempt.nextAt - attempt.startedAt - (attempt.took ?? 0))} later`)),
		attempt.error && el('p.error', attempt.error),
		el('div.exchange',
			exchange('Request', attempt.requestHeaders ?? detail.headers, detail.body, `${detail.message.method} ${detail.message.url}`,
				!attempt.requestHeaders && 'Not sent yet, or too long ago: only the forwarded headers are known.'),
			attempt.status && exchange('Response', attempt.responseHeaders, attempt.responseBody, `${attempt.status}`)));
}

function exchange(name, headers, content, firstLine, remark) {
	const signature = header(headers, 'Upstash-Signature');
	return el('div.side', el('h3', name), firstLine && el('p.line', firstLine), remark && el('p.remark', remark),
		el('table.headers', el('tbody', Object.entries(headers ?? {}).map(([each, values]) => el('tr', el('th', { scope: 'row' }, each), el('td', values.join(', ')))))),
		signature && el('details.claims', el('summary', 'Signature claims'), el('pre', claims(signature))),
		body(content, headers));
}

function body(content, headers) {
	if (!content || content.size === 0) {
		return el('p.remark', 'No body');
	}
	return [el('pre.body', { tabindex: 0 }, content.text !== undefined ? pretty(content.text, headers) : content.base64),
		el('p.remark', size(content.size), content.text === undefined && ', not text: shown in base64', content.cut && ', only the beginning is shown')];
}

function claims(token) {
	try {
		const [head, payload] = token.split('.').slice(0, 2).map((part) => JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))));
		return JSON.stringify({ ...head, ...payload }, null, 2);
	}
	catch {
		return token;
	}
}
