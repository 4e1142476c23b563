package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskRejectedException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The arguments of one delayed method as bytes and back: <code>{"key": "mail.welcome", "args": [...]}</code> in UTF-8. Writers and readers are made for the declared types,
 * so that generics and the type ids of {@code @JsonTypeInfo} survive, and nothing else is ever constructed. <em>Written to disk: a new shape must still read the old.</em>
 */
final class ArgumentCodec {

    private final String key;
    private final JsonMapper mapper;
    private final Slot[] slots;
    private final int stored;
    private final boolean varargs;

    /** For a method of a bean. A type variable of a generic superclass becomes what the bean's class makes of it. */
    static ArgumentCodec of(String key, Class<?> beanType, Method method, JsonMapper mapper) {
        return new ArgumentCodec(key, method, mapper, type -> mapper.getTypeFactory()
                .constructType(GenericTypeResolver.resolveType(type, beanType)));
    }

    /** For the method of an interface, whose type variables become what the type says. */
    static ArgumentCodec of(String key, Type type, Method method, JsonMapper mapper) {
        JavaType declaring = mapper.getTypeFactory().constructType(type).findSuperType(method.getDeclaringClass());
        return new ArgumentCodec(key, method, mapper, parameter -> mapper.getTypeFactory()
                .resolveMemberType(parameter, declaring.getBindings()));
    }

    private ArgumentCodec(String key, Method method, JsonMapper mapper, Function<Type, JavaType> resolver) {
        this.key = key;
        this.mapper = mapper;
        Parameter[] parameters = method.getParameters();
        Type[] types = method.getGenericParameterTypes();
        this.slots = new Slot[parameters.length];
        int count = 0;
        for (int i = 0; i < parameters.length; i++) {
            boolean context = parameters[i].getType() == DelayContext.class;
            JavaType type = resolver.apply(types[i]);
            slots[i] = new Slot(
                    context ? 0 : ++count,
                    parameters[i].getName(),
                    type.getRawClass(),
                    type,
                    isOptional(type)
                            || Nullness.forMethodParameter(new MethodParameter(method, i)) == Nullness.NULLABLE,
                    mapper.writerFor(type),
                    // Jackson 3 minds what comes after a value; here that is the next argument.
                    mapper.readerFor(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));
        }
        this.stored = count;
        this.varargs = method.isVarArgs();
    }

    private static boolean isOptional(JavaType type) {
        Class<?> raw = type.getRawClass();
        return raw == Optional.class
                || raw == OptionalInt.class
                || raw == OptionalLong.class
                || raw == OptionalDouble.class;
    }

    /** How many arguments a call has, the context not among them. */
    int stored() {
        return stored;
    }

    /** What of the declared types can never be read back. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Slot slot : slots) {
            if (!slot.isContext()) {
                collect(slot, slot.type, problems);
            }
        }
        return problems;
    }

    private void collect(Slot slot, JavaType type, List<String> problems) {
        if (type.isJavaLangObject()) {
            problems.add(
                    slot
                            + " is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo");
            return;
        }
        if (type.isContainerType() || type.isReferenceType()) {
            if (type.getContentType() != null) {
                collect(slot, type.getContentType(), problems);
            }
            return;
        }
        try {
            // Whether it could be constructed at all. What a constructor says to an empty object is of no interest.
            mapper.readerFor(type).readValue("{}");
        } catch (InvalidDefinitionException impossible) {
            problems.add(slot + " cannot be read back from JSON: " + impossible.getOriginalMessage());
        } catch (RuntimeException | LinkageError possible) {
            return;
        }
    }

    /** Puts the arguments of a call by key into their places: the context is not among them, and a variadic tail may be given one by one. */
    @Nullable
    Object[] arrange(@Nullable Object[] given) {
        @Nullable Object[] arguments = given;
        if (varargs && !slots[slots.length - 1].isContext()) {
            arguments = packTail(given);
        }
        if (arguments.length != stored) {
            throw new DelayArgumentException(
                    key,
                    "\"" + key + "\" takes " + stored + (stored == 1 ? " argument" : " arguments") + ", not "
                            + arguments.length + ".");
        }
        @Nullable Object[] all = new @Nullable Object[slots.length];
        int next = 0;
        for (int i = 0; i < slots.length; i++) {
            if (!slots[i].isContext()) {
                all[i] = arguments[next++];
            }
        }
        return all;
    }

    private @Nullable Object[] packTail(@Nullable Object[] given) {
        Slot last = slots[slots.length - 1];
        if (given.length == stored && (given[stored - 1] == null || last.declared.isInstance(given[stored - 1]))) {
            return given;
        }
        if (given.length < stored - 1) {
            return given;
        }
        Class<?> component = last.declared.getComponentType();
        Object tail = java.lang.reflect.Array.newInstance(component, given.length - stored + 1);
        for (int i = stored - 1; i < given.length; i++) {
            if (!ClassUtils.isAssignableValue(component, given[i])) {
                throw wrongType(last, given[i]);
            }
            java.lang.reflect.Array.set(tail, i - stored + 1, given[i]);
        }
        @Nullable Object[] packed = java.util.Arrays.copyOf(given, stored);
        packed[stored - 1] = tail;
        return packed;
    }

    /** Checks and encodes the arguments of a call, in the order of the method's parameters. */
    byte[] write(@Nullable Object[] arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator json = mapper.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty(CallReader.KEY, key);
            json.writeArrayPropertyStart(CallReader.ARGUMENTS);
            for (int i = 0; i < slots.length; i++) {
                if (!slots[i].isContext()) {
                    write(slots[i], arguments[i], json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        if (bytes.size() > TaskLimits.MAX_TASK_BYTES) {
            throw new DelayArgumentException(
                    key,
                    String.format(
                            Locale.ROOT,
                            "The arguments of \"%s\" have %,d bytes as JSON; a task may have %,d. Store the data as an entity and pass its key.",
                            key,
                            bytes.size(),
                            TaskLimits.MAX_TASK_BYTES));
        }
        return bytes.toByteArray();
    }

    private void write(Slot slot, @Nullable Object argument, JsonGenerator json) {
        if (argument == null) {
            if (slot.declared.isPrimitive()) {
                throw new DelayArgumentException(
                        key, slot + " of \"" + key + "\" is null, but " + slot.declared + " cannot be null.");
            }
            json.writeNull();
            return;
        }
        if (!ClassUtils.isAssignableValue(slot.declared, argument)) {
            throw wrongType(slot, argument);
        }
        try {
            slot.writer.writeValue(json, argument);
        } catch (RuntimeException failure) { // what a getter throws, too
            throw new DelayArgumentException(
                    key, slot + " of \"" + key + "\" cannot be written as JSON: " + message(failure), failure);
        }
    }

    /** Without the excerpt of the source that Jackson adds: argument values are nobody else's business. */
    private static @Nullable String message(RuntimeException failure) {
        return failure instanceof JacksonException json ? json.getOriginalMessage() : failure.toString();
    }

    private DelayArgumentException wrongType(Slot slot, @Nullable Object argument) {
        return new DelayArgumentException(
                key,
                slot + " of \"" + key + "\" has the wrong type: "
                        + (argument == null ? "null" : argument.getClass().getName()) + " is not "
                        + slot.type.toCanonical() + ".");
    }

    /** Decodes the arguments for a run. */
    @Nullable
    Object[] read(byte[] payload, @Nullable DelayContext context) {
        try (CallReader call = new CallReader(mapper, payload)) {
            return read(call, context);
        }
    }

    /** The same for a call whose key is read. */
    @Nullable
    Object[] read(CallReader call, @Nullable DelayContext context) {
        @Nullable Object[] arguments = new @Nullable Object[slots.length];
        try {
            JsonParser json = call.arguments();
            if (json == null || json.nextToken() != JsonToken.START_ARRAY) {
                throw undecodable("has no array \"" + CallReader.ARGUMENTS + "\"", null);
            }
            for (int i = 0; i < slots.length; i++) {
                arguments[i] = slots[i].isContext()
                        ? context
                        : json.currentToken() == JsonToken.END_ARRAY ? missing(slots[i]) : read(slots[i], json);
            }
            if (json.currentToken() != JsonToken.END_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
                throw undecodable("has more than the " + stored + " arguments the method takes now", null);
            }
            finish(json);
        } catch (JacksonException broken) {
            throw undecodable("is not readable: " + broken.getOriginalMessage(), broken);
        }
        return arguments;
    }

    /** The arguments of a stored call, the context not among them. */
    List<@Nullable Object> values(byte[] payload) {
        @Nullable Object[] all = read(payload, null);
        List<@Nullable Object> values = new ArrayList<>(stored);
        for (int i = 0; i < slots.length; i++) {
            if (!slots[i].isContext()) {
                values.add(all[i]);
            }
        }
        return Collections.unmodifiableList(values);
    }

    private @Nullable Object read(Slot slot, JsonParser json) {
        JsonToken token = json.nextToken();
        if (token == null || token == JsonToken.END_ARRAY) {
            return missing(slot);
        }
        if (token == JsonToken.VALUE_NULL) {
            if (slot.declared.isPrimitive()) {
                throw undecodable("has null for " + slot + ", but " + slot.declared + " cannot be null", null);
            }
        }
        try {
            return slot.reader.readValue(json); // also null, which is an empty Optional if such is declared
        } catch (RuntimeException unfit) { // what a constructor throws, too
            throw undecodable("does not fit " + slot + ": " + message(unfit), unfit);
        }
    }

    /** A parameter that was added since the call was stored. */
    private @Nullable Object missing(Slot slot) {
        if (slot.optional) {
            return slot.reader.readValue("null"); // an empty Optional, or null
        }
        throw undecodable(
                "has " + (slot.number - 1) + " arguments, but the method takes " + stored + " now, and " + slot
                        + " is neither @Nullable nor an Optional",
                null);
    }

    private TaskRejectedException undecodable(String what, @Nullable Throwable cause) {
        return new TaskRejectedException(Reason.UNDECODABLE, "The stored call of \"" + key + "\" " + what + ".", cause);
    }

    /**
     * Finds out which function a payload calls.
     *
     * @throws TaskRejectedException if the payload is not a stored call
     */
    static String key(JsonMapper mapper, byte[] payload) {
        try (CallReader call = new CallReader(mapper, payload)) {
            return call.key();
        }
    }

    /** Reads on to the end: a torn payload is not to be run by half. */
    private void finish(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            json.nextToken();
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw undecodable("goes on after its end", null);
        }
    }

    /** One parameter; number 0 is the context, which is not stored. */
    private record Slot(
            int number,
            String name,
            Class<?> declared,
            JavaType type,
            boolean optional,
            ObjectWriter writer,
            ObjectReader reader) {

        boolean isContext() {
            return number == 0;
        }

        @Override
        public String toString() {
            return "argument " + number + " (\"" + name + "\")";
        }
    }
}
