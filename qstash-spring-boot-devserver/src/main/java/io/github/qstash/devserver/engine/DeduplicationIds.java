package io.github.qstash.devserver.engine;

import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * By which id a publish is recognised: the one that it has, or one made of its content.
 */
final class DeduplicationIds {

	// no id that a publisher chooses has a colon
	private static final String OF_CONTENT = "content:";

	private DeduplicationIds() {
	}

	static @Nullable String of(Target target, MessageSpec spec) {
		if (spec.deduplicationId() != null || !spec.contentBasedDeduplication()) {
			return spec.deduplicationId();
		}
		return OF_CONTENT + ofContent(target, spec);
	}

	// Content is destination, body, content type and forwarded headers.
	private static String ofContent(Target target, MessageSpec spec) {
		Sha256 hash = new Sha256();
		if (target instanceof Target.UrlGroup group) {
			hash.add("group").add(group.name());
		}
		else if (target instanceof Target.Url url) {
			hash.add("url").add(url.url());
		}
		hash.add(spec.body().bytes());
		new TreeMap<>(spec.headers()).forEach((name, values) -> {
			hash.add(name).add(String.valueOf(values.size()));
			values.forEach(hash::add);
		});
		return hash.hex();
	}

}
