package io.github.qstash.publish;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Warns of annotated methods that are called from within their own object: no proxy
 * intercepts such a call. The byte code of the class tells, not all of it: a method that
 * handles other instances of its class as well, such as its own proxy, is given the
 * benefit of the doubt, and so are calls from other classes, also nested ones.
 */
final class SelfInvocations {

	private static final Log logger = LogFactory.getLog(SelfInvocations.class);

	// the tag of such a constant in a class file
	private static final int METHOD_REFERENCE = 10;

	private final Map<String, DeclaredMethod> annotated = new HashMap<>();

	// callers by what they call
	private final Map<String, Set<String>> found = new TreeMap<>();

	private SelfInvocations(Collection<DeclaredMethod> methods) {
		methods.forEach((method) -> this.annotated
			.put(method.method().getName() + Type.getMethodDescriptor(method.method()), method));
	}

	/**
	 * Warn of those methods that are called from within their own object. Applications
	 * that were processed ahead of time are not looked at: they may have no byte code.
	 * @param methods annotated methods
	 */
	static void warnAbout(Collection<DeclaredMethod> methods) {
		if (!logger.isWarnEnabled() || AotDetector.useGeneratedArtifacts()) {
			return;
		}
		methods.stream().collect(Collectors.groupingBy(DeclaredMethod::type)).forEach((type, ofType) -> {
			SelfInvocations invocations = new SelfInvocations(ofType);
			if (!Proxy.isProxyClass(type)) {
				invocations.findIn(type);
			}
			invocations.warn();
		});
	}

	private void findIn(Class<?> type) {
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			try (InputStream code = each.getResourceAsStream(ClassUtils.getClassFileName(each))) {
				ClassReader reader = (code != null) ? new ClassReader(code) : null;
				if (reader != null && callsAny(reader)) {
					reader.accept(new Calls(each, this::found), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
				}
			}
			catch (IOException | RuntimeException ex) {
				// it was only for a hint
				logger.debug("The byte code of '" + each.getName() + "' cannot be read", ex);
			}
		}
	}

	// most classes do not: their constants tell, without their code
	private boolean callsAny(ClassReader reader) {
		char[] buffer = new char[reader.getMaxStringLength()];
		for (int i = 1; i < reader.getItemCount(); i++) {
			int item = reader.getItem(i);
			if (item > 0 && reader.readByte(item - 1) == METHOD_REFERENCE) {
				int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
				String name = reader.readUTF8(nameAndType, buffer);
				if (this.annotated.containsKey(name + reader.readUTF8(nameAndType + 2, buffer))) {
					return true;
				}
			}
		}
		return false;
	}

	private void found(Call caller, String called) {
		DeclaredMethod method = this.annotated.get(called);
		DeclaredMethod publishing = this.annotated.get(caller.signature());
		// an overload, an override or a recursion that is published itself
		boolean published = method != null && publishing != null
				&& publishing.annotations().equals(method.annotations());
		if (method != null && !published) {
			this.found.computeIfAbsent(called, (key) -> new LinkedHashSet<>())
				.add(caller.type().getSimpleName() + "." + caller.readableName());
		}
	}

	private void warn() {
		this.found.forEach((called, callers) -> {
			DeclaredMethod method = this.annotated.get(called);
			if (method != null) {
				logger
					.warn("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method.method(), method.type())
							+ "'" + ((method.beanName() != null) ? " of bean '" + method.beanName() + "'" : "")
							+ " is called from within its own object, by '" + String.join("', '", callers)
							+ "'. No proxy intercepts that, and such a call publishes nothing. Call the method from "
							+ "another bean, or publish with QStashOperations");
			}
		});
	}

	/**
	 * A method that calls another.
	 *
	 * @param type the class that it is in
	 * @param name its name
	 * @param descriptor its descriptor
	 */
	private record Call(Class<?> type, String name, String descriptor) {

		String signature() {
			return this.name + this.descriptor;
		}

		// the method that a lambda is part of
		String readableName() {
			int start = "lambda$".length();
			int end = this.name.lastIndexOf('$');
			// not every compiler names it
			return (this.name.startsWith("lambda$") && end > start) ? this.name.substring(start, end) : this.name;
		}

	}

	/** Visits the methods of one class that have a {@code this}. */
	private static final class Calls extends ClassVisitor {

		private final Class<?> type;

		private final BiConsumer<Call, String> found;

		Calls(Class<?> type, BiConsumer<Call, String> found) {
			super(SpringAsmInfo.ASM_VERSION);
			this.type = type;
			this.found = found;
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			boolean skipped = (access & (Opcodes.ACC_STATIC | Opcodes.ACC_BRIDGE | Opcodes.ACC_ABSTRACT)) != 0;
			return skipped ? null : new CallsOfMethod(this.type, new Call(this.type, name, descriptor), this.found);
		}

	}

	/** Collects what one method calls on itself. */
	private static final class CallsOfMethod extends MethodVisitor {

		private final Call caller;

		private final BiConsumer<Call, String> found;

		private final String owner;

		private final Set<String> called = new LinkedHashSet<>();

		private final Set<String> calledOnThisOrAnother = new LinkedHashSet<>();

		private boolean another;

		CallsOfMethod(Class<?> type, Call caller, BiConsumer<Call, String> found) {
			super(SpringAsmInfo.ASM_VERSION);
			this.caller = caller;
			this.found = found;
			this.owner = Type.getInternalName(type);
			for (Type argument : Type.getArgumentTypes(caller.descriptor())) {
				lookAt(argument.getDescriptor());
			}
		}

		@Override
		public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
			lookAt(Type.getReturnType(descriptor).getDescriptor());
			if (opcode == Opcodes.INVOKESPECIAL) {
				this.called.add(name + descriptor);
			}
			else if (opcode == Opcodes.INVOKEVIRTUAL && owner.equals(this.owner)) {
				this.calledOnThisOrAnother.add(name + descriptor);
			}
		}

		@Override
		public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
			Type[] captured = Type.getArgumentTypes(descriptor);
			boolean bound = captured.length > 0 && captured[0].getInternalName().equals(this.owner);
			Arrays.stream(arguments)
				.filter((argument) -> bound && argument instanceof Handle)
				.map(Handle.class::cast)
				.filter((method) -> method.getTag() == Opcodes.H_INVOKEVIRTUAL)
				.forEach((method) -> this.calledOnThisOrAnother.add(method.getName() + method.getDesc()));
		}

		@Override
		public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
			if (opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC) {
				lookAt(descriptor);
			}
		}

		@Override
		public void visitTypeInsn(int opcode, String type) {
			lookAt(Type.getObjectType(type).getDescriptor());
		}

		@Override
		public void visitEnd() {
			if (!this.another) {
				this.called.addAll(this.calledOnThisOrAnother);
			}
			this.called.forEach((method) -> this.found.accept(this.caller, method));
		}

		// a value that may be another instance of this class, or have some
		private void lookAt(String descriptor) {
			this.another |= descriptor.endsWith("L" + this.owner + ";");
		}

	}

}
