// How applications find this server.

import { chooseUser, currentUser, users } from './api.js';
import { el, heading, replace, snippet } from './dom.js';

export async function show(main, { onChange }) {
	const user = currentUser();
	const url = location.origin;
	const select = el('select', { 'aria-label': 'Test user', change: () => chooseUser(select.value) },
		users().map((each) => el('option', { selected: each.userId === user.userId }, each.userId)));
	replace(main, heading('Connect', 'An application with the development server inside needs none of this: it finds it by itself. Others need four values. They belong to a public test user and protect nothing.',
		el('label.field.inline', el('span', 'Test user'), select)),
	el('div.split.even',
		snippet(`QSTASH_URL=${url}\nQSTASH_TOKEN=${user.token}\nQSTASH_CURRENT_SIGNING_KEY=${user.currentSigningKey}\nQSTASH_NEXT_SIGNING_KEY=${user.nextSigningKey}`, 'Environment variables'),
		snippet(`qstash:\n  url: ${url}\n  token: ${user.token}\n  current-signing-key: ${user.currentSigningKey}\n  next-signing-key: ${user.nextSigningKey}\n  public-url: http://localhost:8081  # where this application is`, 'application.yml'),
		snippet('@QStashPublish("/shipments")\npublic Mono<Order> place(Order order) {\n\treturn this.orders.save(order);\n}', 'Java: publish what a method returns'),
		snippet(`curl -X POST ${url}/v2/publish/http://localhost:8081/shipments \\\n  -H 'Authorization: Bearer ${user.token}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"id":"42"}'`, 'curl')));
	onChange(async () => {});
	return {};
}
