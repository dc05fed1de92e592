package io.github.qstash.devserver.autoconfigure;

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the application is configured for a QStash elsewhere. Its public
 * credentials must never stand in for real ones, not even for those of an application
 * that only receives.
 */
class OnRealQStashMissingCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("QStash development server");
		List<String> set = new RealQStashSettings(context.getEnvironment()).present();
		if (set.isEmpty()) {
			return ConditionOutcome.match(message.didNotFind("any of the properties").items(RealQStashSettings.NAMES));
		}
		return ConditionOutcome.noMatch(message.found("property", "properties").items(set));
	}

}
