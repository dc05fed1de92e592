// Builds elements. Texts become text nodes, never markup, so nothing a message contains can act.

/**
 * @param {string} tag  name, with optional classes: "span.state.failed"
 * @param {object|Node|string|Array} [attributes]  attributes; functions become event listeners
 * @param {...(Node|string|number|Array|null|undefined|false)} children
 */
export function el(tag, attributes, ...children) {
	const [name, ...classes] = tag.split('.');
	const element = document.createElement(name);
	element.className = classes.join(' ');
	if (isChild(attributes)) {
		children.unshift(attributes);
	}
	else {
		Object.entries(attributes).forEach(([key, value]) => set(element, key, value));
	}
	append(element, children);
	return element;
}

function isChild(value) {
	return value === null || value === undefined || value === false || typeof value !== 'object' || value instanceof Node || Array.isArray(value);
}

function set(element, key, value) {
	if (typeof value === 'function') {
		element.addEventListener(key, value);
	}
	else if (value === true) {
		element.setAttribute(key, '');
	}
	else if (value !== null && value !== undefined && value !== false) {
		element.setAttribute(key, value);
	}
}

function append(element, children) {
	for (const child of children.flat(Infinity)) {
		if (child !== null && child !== undefined && child !== false) {
			element.append(child instanceof Node ? child : String(child));
		}
	}
}

export function replace(element, ...children) {
	element.replaceChildren();
	append(element, children);
}

/** A button that asks for a second press before it does what cannot be undone. */
export function confirmButton(label, title, action) {
	let asked = 0;
	const button = el('button.button.danger', { type: 'button', title, click: (event) => {
		event.stopPropagation();
		if (Date.now() - asked < 4000) {
			busy(button, action);
			return;
		}
		asked = Date.now();
		button.textContent = 'Sure?';
		button.classList.add('asking');
		setTimeout(() => {
			button.textContent = label;
			button.classList.remove('asking');
		}, 4000);
	} }, label);
	return button;
}

export function button(label, title, action, classes = '') {
	const element = el(`button.button${classes}`, { type: 'button', title, click: (event) => {
		event.stopPropagation();
		busy(element, action);
	} }, label);
	return element;
}

async function busy(element, action) {
	element.disabled = true;
	try {
		await action();
	}
	catch (error) {
		toast(error.message, true);
	}
	finally {
		element.disabled = false;
	}
}

export function toast(text, failed = false) {
	const element = el(`div.toast${failed ? '.failed' : ''}`, text);
	document.getElementById('toasts').append(element);
	setTimeout(() => element.remove(), failed ? 8000 : 4000);
}

/** Code to copy. */
export function snippet(text, label) {
	const copy = button('Copy', `Copy ${label}`, async () => {
		await navigator.clipboard.writeText(text);
		toast('Copied');
	});
	return el('figure.snippet', el('figcaption', label, copy), el('pre', { tabindex: 0 }, text));
}

/** What a page shows when there is nothing: why, and what to do next. */
export function empty(title, text, ...next) {
	return el('section.empty', el('h2', title), el('p', text), next);
}

export function heading(title, lead, ...actions) {
	return el('div.heading', el('div', el('h1', title), lead && el('p.lead', lead)), el('div.actions', actions));
}
