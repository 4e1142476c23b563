package dev.kindred.delay;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Finds calls of delayed methods on {@code this}, which pass no proxy and run at once. Reads the byte code of classes that have delayed methods, and only to warn. A
 * method that gets another object of its own class from somewhere (a field, a parameter, a result, a cast) is given the benefit of the doubt: that may be the proxy.
 */
final class SelfInvocations {

    private SelfInvocations() {}

    /** Returns callers as {@code Mailer.send()}; empty if there are none, or if the class cannot be read. */
    static Set<String> find(Class<?> type, Collection<Method> delayed) {
        Set<String> callers = new LinkedHashSet<>();
        try (InputStream bytes = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (bytes != null) {
                new ClassReader(bytes)
                        .accept(new Finder(type, delayed, callers), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
        } catch (IOException | IllegalArgumentException unreadable) { // a class file newer than this reader
            return callers;
        }
        return callers;
    }

    private static final class Finder extends ClassVisitor {

        private final Class<?> type;
        private final String owner;
        private final Set<String> signatures;
        private final Set<String> callers;

        Finder(Class<?> type, Collection<Method> delayed, Set<String> callers) {
            super(SpringAsmInfo.ASM_VERSION);
            this.type = type;
            this.owner = Type.getInternalName(type);
            this.signatures = delayed.stream()
                    .map(method -> method.getName() + Type.getMethodDescriptor(method))
                    .collect(Collectors.toSet());
            this.callers = callers;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            boolean bridge = (access & Opcodes.ACC_BRIDGE) != 0;
            boolean noThis = (access & Opcodes.ACC_STATIC) != 0;
            boolean gets = descriptor.contains("L" + owner + ";");
            return bridge || noThis || gets ? null : new Caller(name);
        }

        private final class Caller extends MethodVisitor {

            private final String name;
            private boolean calls;
            private boolean doubtful;

            Caller(String name) {
                super(SpringAsmInfo.ASM_VERSION);
                this.name = name;
            }

            @Override
            public void visitFieldInsn(int opcode, String holder, String field, String descriptor) {
                doubtful |= descriptor.equals("L" + owner + ";");
            }

            @Override
            public void visitTypeInsn(int opcode, String cast) {
                doubtful |= opcode == Opcodes.CHECKCAST && cast.equals(owner);
            }

            @Override
            public void visitMethodInsn(int opcode, String target, String method, String descriptor, boolean itf) {
                doubtful |= descriptor.endsWith(")L" + owner + ";");
                calls |= opcode != Opcodes.INVOKESTATIC
                        && target.equals(owner)
                        && signatures.contains(method + descriptor);
            }

            @Override
            public void visitInvokeDynamicInsn(
                    String method, String descriptor, Handle bootstrap, Object... arguments) {
                for (Object argument : arguments) {
                    calls |= argument instanceof Handle handle
                            && handle.getOwner().equals(owner)
                            && signatures.contains(handle.getName() + handle.getDesc());
                }
            }

            @Override
            public void visitEnd() {
                if (calls && !doubtful) {
                    // lambda$send$0 is written in send
                    String[] parts = name.split("\\$");
                    callers.add(type.getSimpleName() + "." + (parts.length > 1 ? parts[1] : name) + "()");
                }
            }
        }
    }
}
