package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is done to the engine, in whatever order: it does what the
 * {@link ReferenceQStash} does. What failed is shown with the fewest moves that make it
 * fail, and fails again with its seed.
 */
@Timeout(300)
class EngineFollowsTheModelTests {

	private static final int SEQUENCES = 2500;

	private static final int MOVES = 80;

	@Test
	void randomMovesHaveTheSameEffect() {
		LongStream.rangeClosed(1, SEQUENCES).forEach(EngineFollowsTheModelTests::replay);
	}

	@Test
	void theSameMovesGiveTheSameEvents() {
		LongStream.rangeClosed(1, 100)
			.forEach((seed) -> assertThat(ModelRun.of(moves(seed))).isEqualTo(ModelRun.of(moves(seed))));
		assertThat(ModelRun.of(moves(1))).isNotEqualTo(ModelRun.of(moves(2)));
	}

	@Test
	void whateverCanHappenToAMessageDoes() {
		String events = String.join("\n",
				LongStream.rangeClosed(1, 100).boxed().flatMap((seed) -> ModelRun.of(moves(seed)).stream()).toList());
		assertThat(LogState.values()).allSatisfy((state) -> assertThat(events).contains(" " + state));
	}

	private static List<Move> moves(long seed) {
		return new RandomMoves(seed).next(MOVES);
	}

	private static void replay(long seed) {
		List<Move> moves = moves(seed);
		AssertionError failure = failure(moves);
		if (failure != null) {
			List<Move> fewest = fewestThatFail(moves.stream().flatMap(Move::parts).toList());
			throw new AssertionError("Seed %d, %d of %d moves:%n%s".formatted(seed, fewest.size(), MOVES,
					fewest.stream().map(Move::toString).collect(Collectors.joining("\n"))), failure(fewest));
		}
	}

	// Leave out as many as are not needed for the failure: halves, quarters, single ones.
	private static List<Move> fewestThatFail(List<Move> moves) {
		List<Move> fewest = moves;
		for (int size = moves.size() / 2; size > 0; size = size / 2) {
			for (int from = 0; from < fewest.size();) {
				List<Move> fewer = new ArrayList<>(fewest);
				fewer.subList(from, Math.min(from + size, fewer.size())).clear();
				if (failure(fewer) != null) {
					fewest = fewer;
				}
				else {
					from += size;
				}
			}
		}
		return fewest;
	}

	private static AssertionError failure(List<Move> moves) {
		try {
			ModelRun.of(moves);
			return null;
		}
		catch (AssertionError ex) {
			return ex;
		}
	}

}
