// Calls. Whatever QStash itself can do is done by its own API, with the token of the user that is shown.

let info;
let user;

export async function loadInfo() {
	info = await json(await fetch('/_dev/info'));
	const asked = sessionStorage.getItem('user');
	user = info.users.find((each) => each.userId === asked) ?? info.users[0];
	return info;
}

export const users = () => info.users;
export const currentUser = () => user;

export function chooseUser(userId) {
	sessionStorage.setItem('user', userId);
	location.reload();
}

/** A path of what only this server has. */
export function devPath(path, parameters = {}) {
	return `/_dev/${path}?${new URLSearchParams({ user: user.userId, ...parameters })}`;
}

export async function dev(path, parameters, method = 'GET') {
	return json(await fetch(devPath(path, parameters), { method }));
}

export async function api(method, path, { headers = {}, body } = {}) {
	return json(await fetch(`/v2/${path}`, { method, headers: { Authorization: `Bearer ${user.token}`, ...headers }, body }));
}

export const send = (method, path, value) => api(method, path,
	{ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });

export class ApiError extends Error {
	constructor(status, text) {
		super(text);
		this.status = status;
	}
}

async function json(response) {
	const text = await response.text();
	let value = {};
	try {
		value = text ? JSON.parse(text) : {};
	}
	catch {
		value = { error: text };
	}
	if (!response.ok) {
		throw new ApiError(response.status, value.error ?? `The server answered ${response.status}`);
	}
	return value;
}
