package io.github.qstash.autoconfigure.receive;

import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys that QStash has told, and until then those that are configured. Regions that
 * the token does not belong to keep the keys that are configured for them.
 */
final class FetchedSigningKeys implements QStashSigningKeys {

	private final ConfiguredSigningKeys configured;

	private final Runnable mayHaveChanged;

	private volatile @Nullable SigningKeys fetched;

	/**
	 * Create the keys.
	 * @param configured the keys until QStash tells some
	 * @param mayHaveChanged called for each delivery that these keys do not admit at once
	 */
	FetchedSigningKeys(ConfiguredSigningKeys configured, Runnable mayHaveChanged) {
		this.configured = configured;
		this.mayHaveChanged = mayHaveChanged;
	}

	@Override
	public SigningKeys forRegion(@Nullable String region) {
		SigningKeys other = this.configured.ofOtherRegion(region);
		if (other != null) {
			return other;
		}
		SigningKeys fetched = this.fetched;
		if (fetched != null) {
			return fetched;
		}
		if (this.configured.isEmpty()) {
			this.mayHaveChanged.run();
			throw new IllegalStateException("QStash has not told the signing keys yet");
		}
		return this.configured.forRegion(region);
	}

	@Override
	public void currentKeyDidNotMatch(@Nullable String region) {
		if (this.configured.ofOtherRegion(region) == null) {
			this.mayHaveChanged.run();
		}
	}

	/**
	 * Return whether some keys are known, fetched or configured.
	 * @return whether there are keys
	 */
	boolean areKnown() {
		return this.fetched != null || !this.configured.isEmpty();
	}

	/**
	 * Use what QStash has told.
	 * @param fetched the keys
	 * @return whether they are others than QStash told before
	 */
	boolean replace(SigningKeys fetched) {
		boolean others = !fetched.equals(this.fetched);
		this.fetched = fetched;
		return others;
	}

}
