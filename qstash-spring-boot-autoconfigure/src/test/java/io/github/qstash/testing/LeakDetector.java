package io.github.qstash.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.awaitility.Awaitility;

/**
 * Netty's leak detector, which remembers what it found.
 *
 * @param <T> the kind of resource
 */
final class LeakDetector<T> extends ResourceLeakDetector<T> {

	private static final List<String> found = new CopyOnWriteArrayList<>();

	private static final String ON_PURPOSE = "leakOnPurpose";

	private LeakDetector(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
	}

	/** To be called before Netty makes its detectors, so before any buffer is used. */
	static void install() {
		setLevel(Level.PARANOID);
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {

			@Override
			@SuppressWarnings("deprecation")
			public <R> ResourceLeakDetector<R> newResourceLeakDetector(Class<R> resource, int samplingInterval,
					long maxActive) {
				return new LeakDetector<>(resource, samplingInterval);
			}

		});
	}

	/**
	 * Return what was not released although nothing refers to it any more.
	 * @return where it was created and used last
	 */
	static List<String> leaks() {
		leakOnPurpose();
		// so all that was unreachable before it is found too, and the detector is at work
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(LeakDetector::leakOnPurposeIsFound);
		return found.stream().filter((leak) -> !leak.contains(ON_PURPOSE)).toList();
	}

	private static void leakOnPurpose() {
		ByteBufAllocator.DEFAULT.heapBuffer(1);
	}

	private static boolean leakOnPurposeIsFound() {
		System.gc();
		// what was found is reported with the next allocation
		ByteBufAllocator.DEFAULT.heapBuffer(1).release();
		return found.stream().anyMatch((leak) -> leak.contains(ON_PURPOSE));
	}

	@Override
	protected boolean needReport() {
		return true;
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		found.add(resourceType + records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		found.add(resourceType);
	}

}
