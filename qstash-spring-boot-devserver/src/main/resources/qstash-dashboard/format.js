// How values are written. Instants are Unix milliseconds of the server's clock.

let offset = 0;

/** The server says what time it has: its clock may be another one than that of this machine. */
export function serverTimeIs(now) {
	offset = now - Date.now();
}

export function now() {
	return Date.now() + offset;
}

const UNITS = [['day', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];

export function duration(millis) {
	if (millis < 1000) {
		return `${Math.max(0, Math.round(millis))} ms`;
	}
	const [unit, size] = UNITS.find(([, each]) => millis >= each);
	const value = millis / size;
	const shown = value < 10 && unit !== 's' ? Math.round(value * 10) / 10 : Math.round(value);
	return `${shown} ${unit}${unit === 'day' && shown !== 1 ? 's' : ''}`;
}

export function relative(instant) {
	const distance = instant - now();
	if (Math.abs(distance) < 1000) {
		return 'now';
	}
	return distance > 0 ? `in ${duration(distance)}` : `${duration(-distance)} ago`;
}

export function exact(instant) {
	const date = new Date(instant);
	const pad = (value, length = 2) => String(value).padStart(length, '0');
	return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} `
		+ `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

export function clock(instant) {
	return exact(instant).slice(11);
}

export function size(bytes) {
	return bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** A relative time that keeps itself right, with the exact one on hover. */
export function time(instant) {
	const element = document.createElement('time');
	element.dateTime = new Date(instant).toISOString();
	element.dataset.at = instant;
	element.title = exact(instant);
	element.textContent = relative(instant);
	return element;
}

setInterval(() => {
	for (const element of document.querySelectorAll('time[data-at]')) {
		const text = relative(Number(element.dataset.at));
		if (element.textContent !== text) {
			element.textContent = text;
		}
	}
}, 500);

/** A URL as short as it still says where it leads: what is on this machine needs no scheme. */
export function shortUrl(url) {
	return url.replace(/^http:\/\/(localhost|127\.0\.0\.1)(?=:|\/|$)/, '').replace(/^https:\/\//, '');
}

/** JSON is shown in lines, everything else as it is. */
export function pretty(text, headers) {
	const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]?.[0] ?? '';
	if (!type.includes('json') && !/^\s*[[{]/.test(text)) {
		return text;
	}
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	}
	catch {
		return text;
	}
}
