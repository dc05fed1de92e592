// A publish request: the fields of the form for it, its path and headers, and how programs would send it.

import { currentUser } from './api.js';

/** A destination for those who have none yet. */
export const SAMPLE = 'http://localhost:8081/shipments';

export const FIELDS = [
	// name, label, placeholder, header
	['delay', 'Delay', '10s, 5m, 2h', 'Upstash-Delay'],
	['retries', 'Retries', '3', 'Upstash-Retries'],
	['retryDelay', 'Retry delay in ms', '1000 * (1 + retried)', 'Upstash-Retry-Delay'],
	['label', 'Label', 'order', 'Upstash-Label'],
	['deduplicationId', 'Deduplication id', 'order-42', 'Upstash-Deduplication-Id'],
	['callback', 'Callback', 'http://localhost:8081/done', 'Upstash-Callback'],
	['failureCallback', 'Failure callback', 'http://localhost:8081/failed', 'Upstash-Failure-Callback'],
	['flowKey', 'Flow-control key', 'billing', 'Upstash-Flow-Control-Key'],
	['flowValue', 'Flow-control value', 'rate=10, period=1s, parallelism=2', 'Upstash-Flow-Control-Value'],
];

/** The fields of the form that would publish this message again. */
export function formOf(detail) {
	const row = detail.message;
	return {
		destination: row.group ?? row.url, method: row.method, body: detail.body.text ?? '', contentType: header(detail.headers, 'Content-Type') ?? '',
		queue: row.queue ?? '', label: row.labels.join(','), retries: String(row.attempts - 1), callback: detail.callback ?? '',
		failureCallback: detail.failureCallback ?? '', retryDelay: detail.retryDelay ?? '', delay: '', deduplicationId: '', flowKey: row.flowKey ?? '', flowValue: '',
		headers: Object.entries(detail.headers).filter(([name]) => name.toLowerCase() !== 'content-type').map(([name, values]) => `${name}: ${values.join(', ')}`).join('\n'),
	};
}

export function header(headers, name) {
	return Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1]?.[0];
}

export function pathOf(values) {
	const path = values.queue ? `enqueue/${encodeURIComponent(values.queue)}` : 'publish';
	// the destination stands in the path as it is; only what would end the path is encoded
	return `${path}/${(values.destination || SAMPLE).replaceAll('#', '%23').replaceAll(' ', '%20')}`;
}

export function headersOf(values) {
	const headers = {};
	if (values.contentType) {
		headers['Content-Type'] = values.contentType;
	}
	if (values.method && values.method !== 'POST') {
		headers['Upstash-Method'] = values.method;
	}
	FIELDS.filter(([name]) => values[name]).forEach(([name, , , header]) => {
		headers[header] = values[name];
	});
	(values.headers ?? '').split('\n').map((line) => line.match(/^\s*([^:\s]+)\s*:\s*(.*)$/)).filter(Boolean).forEach(([, name, value]) => {
		headers[`Upstash-Forward-${name}`] = value.trim();
	});
	return headers;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curlOf(values) {
	const lines = [`curl -X POST ${quoted(`${location.origin}/v2/${pathOf(values)}`)}`, `-H 'Authorization: Bearer ${currentUser().token}'`,
		...Object.entries(headersOf(values)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
	if (values.body) {
		lines.push(`--data-raw ${quoted(values.body)}`);
	}
	return lines.join(' \\\n  ');
}

const java = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

export function javaOf(values) {
	const call = [`QStashMessage.to(${java(values.destination || SAMPLE)})`];
	const add = (text) => call.push(`\t.${text}`);
	values.method && values.method !== 'POST' && add(`method(DeliveryMethod.${values.method})`);
	values.body && add(`body(${java(values.body)})`);
	values.queue && add(`queue(${java(values.queue)})`);
	values.delay && add(`delay(${durationOf(values.delay)})`);
	values.retries && add(`retries(${values.retries})`);
	values.label && add(`label(${java(values.label)})`);
	values.deduplicationId && add(`deduplicationId(${java(values.deduplicationId)})`);
	values.callback && add(`callback(${java(values.callback)})`);
	values.failureCallback && add(`failureCallback(${java(values.failureCallback)})`);
	add('build()');
	return `qstash.publish(${call.join('\n\t')})`;
}

function durationOf(text) {
	const units = { s: 'Seconds', m: 'Minutes', h: 'Hours', d: 'Days' };
	const [, number, unit] = text.match(/^(\d+)([smhd]?)$/) ?? [];
	return number ? `Duration.of${units[unit || 's']}(${number})` : `Duration.parse(${java(text)})`;
}
