package dev.countersign.sign.pkcs11;

import dev.countersign.sign.KeyUnavailable;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions of a PKCS#11 library (Cryptoki 2.40) that signing needs. For systems whose C {@code long} has 64 bits, so
 * not for Windows. The library stays loaded until the process ends. It is asked to be safe for several threads, each with a
 * session of its own.
 */
@SuppressWarnings("restricted") // Native code is what this class is for; a wrong library can crash the process.
final class Cryptoki {
    static final long CLASS_CERTIFICATE = 1;
    static final long CLASS_PUBLIC = 2;
    static final long CLASS_PRIVATE = 3;

    static final long ATTRIBUTE_LABEL = 0x03;
    static final long ATTRIBUTE_VALUE = 0x11;
    static final long ATTRIBUTE_KEY_TYPE = 0x100;
    static final long ATTRIBUTE_ID = 0x102;
    static final long ATTRIBUTE_MODULUS = 0x120;
    static final long ATTRIBUTE_PUBLIC_EXPONENT = 0x122;
    static final long ATTRIBUTE_EC_PARAMS = 0x180;
    static final long ATTRIBUTE_EC_POINT = 0x181;
    static final long ATTRIBUTE_ALWAYS_AUTHENTICATE = 0x202;

    static final long KEY_RSA = 0;
    static final long KEY_EC = 3;
    static final long KEY_EDWARDS = 0x40;

    static final long MECHANISM_RSA_PSS = 0x0d;
    static final long MECHANISM_ECDSA = 0x1041;
    static final long MECHANISM_EDDSA = 0x1057;

    private static final long ATTRIBUTE_CLASS = 0;
    private static final long SERIAL_SESSION = 4;
    private static final long OS_LOCKING = 2;
    private static final long USER = 1;
    private static final long CONTEXT_SPECIFIC = 2;
    private static final long UNAVAILABLE = -1;
    private static final long OK = 0;
    private static final long ALREADY_LOGGED_IN = 0x100;
    private static final long ALREADY_INITIALIZED = 0x191;
    private static final int MAX_OBJECTS = 1000;
    private static final int MAX_SIGNATURE = 4096;
    private static final int LABEL_LENGTH = 32;
    private static final int TOKEN_INFO_LENGTH = 256;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    /** The table begins with a version of two bytes, after which pointers are aligned. */
    private static final long TABLE_START = POINTER.byteSize();

    private static final Set<Long> WRONG_PIN = Set.of(0xa0L, 0xa1L, 0xa2L, 0xa4L);

    /**
     * The device, the session or what was found in it is not there now, there are too many sessions, or the library says no
     * more than that something failed, as many do when their device is gone.
     */
    private static final Set<Long> PASSING =
            Set.of(0x05L, 0x06L, 0x30L, 0x31L, 0x32L, 0x60L, 0x82L, 0xb0L, 0xb1L, 0xb3L, 0xe0L, 0xe1L, 0x101L, 0x190L);

    private static final Map<Long, String> REASONS = Map.of(
            0x05L, "the library says no more than that; its device may be gone",
            0x30L, "the device failed",
            0x32L, "the device was removed",
            0x70L, "the token does not offer this way of signing",
            0x63L, "the key is of a kind the token does not sign with",
            0xa0L, "the PIN is wrong",
            0xa2L, "the PIN has a wrong length",
            0xa4L, "the PIN is locked after too many wrong ones",
            0xe0L, "there is no token",
            0x101L, "nobody has logged in");

    private final MemorySegment table;
    private final Linker linker = Linker.nativeLinker();

    private Cryptoki(MemorySegment table) {
        this.table = table;
    }

    /**
     * Loads a library.
     *
     * @throws KeyUnavailable when the file is no such library, or does not start
     */
    static Cryptoki load(Path module) {
        if (System.lineSeparator().equals("\r\n")) {
            throw new KeyUnavailable("PKCS#11 tokens cannot be used on Windows yet");
        }
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(module, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new KeyUnavailable("module-path: " + module + " cannot be loaded (expected: the token's library)");
        }
        var entry = library.find("C_GetFunctionList")
                .orElseThrow(() -> new KeyUnavailable("module-path: " + module + " is no PKCS#11 library"));
        var cryptoki = new Cryptoki(functions(entry));
        cryptoki.initialize();
        return cryptoki;
    }

    private static MemorySegment functions(MemorySegment entry) {
        try (var arena = Arena.ofConfined()) {
            var result = arena.allocate(POINTER);
            var handle = Linker.nativeLinker().downcallHandle(entry, FunctionDescriptor.of(LONG, POINTER));
            check("starting", (long) handle.invokeExact(result));
            return result.get(POINTER, 0).reinterpret(TABLE_START + 68 * POINTER.byteSize());
        } catch (KeyUnavailable e) {
            throw e;
        } catch (Throwable e) {
            throw new KeyUnavailable("the PKCS#11 library cannot be called", e);
        }
    }

    /** As if it were loaded anew. No other call may be under way; all sessions end. */
    void restart() {
        long _ = call(1, MemorySegment.NULL);
        initialize();
    }

    private void initialize() {
        long result = initialize(OS_LOCKING);
        if (result != ALREADY_INITIALIZED) {
            check("starting", result);
        }
    }

    private long initialize(long flags) {
        try (var arena = Arena.ofConfined()) {
            // Four functions that are not given, then the flags, then a pointer that is not used.
            var arguments = arena.allocate(6 * LONG.byteSize(), LONG.byteAlignment());
            arguments.fill((byte) 0);
            arguments.set(LONG, 4 * LONG.byteSize(), flags);
            return call(0, arguments);
        }
    }

    /** The slots with a token in them. */
    List<Long> slots() {
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(LONG);
            check("listing slots", call(4, (byte) 1, MemorySegment.NULL, count));
            long size = Math.min(count.get(LONG, 0), MAX_OBJECTS);
            var slots = arena.allocate(LONG, Math.max(1, size));
            count.set(LONG, 0, size);
            check("listing slots", call(4, (byte) 1, slots, count));
            return longs(slots, count.get(LONG, 0));
        }
    }

    /** The label of the token in a slot. */
    String label(long slot) {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(TOKEN_INFO_LENGTH, LONG.byteAlignment());
            check("looking at the token", call(6, slot, info));
            var label = info.asSlice(0, LABEL_LENGTH).toArray(ValueLayout.JAVA_BYTE);
            return new String(label, StandardCharsets.UTF_8).stripTrailing();
        }
    }

    /** A session that changes nothing. */
    long open(long slot) {
        try (var arena = Arena.ofConfined()) {
            var session = arena.allocate(LONG);
            check("opening a session", call(12, slot, SERIAL_SESSION, MemorySegment.NULL, MemorySegment.NULL, session));
            return session.get(LONG, 0);
        }
    }

    void login(long session, char[] pin) {
        long result = login(session, USER, pin);
        if (result != ALREADY_LOGGED_IN) {
            check("logging in", result);
        }
    }

    /** Whether a PIN is right; false for a wrong one, after a few of which the token locks itself. */
    boolean accepts(long session, char[] pin) {
        long result = login(session, USER, pin);
        if (WRONG_PIN.contains(result)) {
            return false;
        }
        if (result != ALREADY_LOGGED_IN) {
            check("logging in", result);
        }
        return true;
    }

    void close(long session) {
        call(13, session);
    }

    private long login(long session, long who, char[] pin) {
        var bytes = new String(pin).getBytes(StandardCharsets.UTF_8);
        try (var arena = Arena.ofConfined()) {
            var copy = arena.allocate(Math.max(1, bytes.length));
            copy.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            long result = call(18, session, who, copy, (long) bytes.length);
            copy.fill((byte) 0);
            return result;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The objects of a class that a session sees. */
    List<Long> objects(long session, long objectClass) {
        try (var arena = Arena.ofConfined()) {
            var wanted = arena.allocate(LONG);
            wanted.set(LONG, 0, objectClass);
            check("searching", call(26, session, attribute(arena, ATTRIBUTE_CLASS, wanted, LONG.byteSize()), 1L));
            var found = arena.allocate(LONG, MAX_OBJECTS);
            var count = arena.allocate(LONG);
            long result = call(27, session, found, (long) MAX_OBJECTS, count);
            check("searching", call(28, session));
            check("searching", result);
            return longs(found, count.get(LONG, 0));
        }
    }

    /** The value of an attribute; empty when the object has none or does not give it out. */
    Optional<byte[]> attribute(long session, long object, long type) {
        try (var arena = Arena.ofConfined()) {
            var template = attribute(arena, type, MemorySegment.NULL, 0);
            long result = call(24, session, object, template, 1L);
            long length = template.get(LONG, 16);
            if (result != OK || length == UNAVAILABLE || length <= 0 || length > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            var value = arena.allocate(length);
            template.set(POINTER, 8, value);
            return call(24, session, object, template, 1L) == OK
                    ? Optional.of(value.toArray(ValueLayout.JAVA_BYTE))
                    : Optional.empty();
        }
    }

    /** The value of an attribute that is a number. */
    Optional<Long> number(long session, long object, long type) {
        return attribute(session, object, type)
                .filter(value -> value.length == LONG.byteSize())
                .map(value -> MemorySegment.ofArray(value).get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
    }

    /**
     * A signature.
     *
     * @param parameters of the mechanism, numbers one after the other; may be empty
     * @param pin for keys that want it for every signature; empty for others
     */
    byte[] sign(long session, long key, long mechanism, long[] parameters, byte[] message, Optional<char[]> pin) {
        try (var arena = Arena.ofConfined()) {
            check("signing", call(42, session, mechanism(arena, mechanism, parameters), key));
            if (pin.isPresent()) {
                check("logging in for a signature", login(session, CONTEXT_SPECIFIC, pin.get()));
            }
            var data = arena.allocate(Math.max(1, message.length));
            data.asSlice(0, message.length).copyFrom(MemorySegment.ofArray(message));
            var signature = arena.allocate(MAX_SIGNATURE);
            var length = arena.allocate(LONG);
            length.set(LONG, 0, MAX_SIGNATURE);
            check("signing", call(43, session, data, (long) message.length, signature, length));
            return signature.asSlice(0, length.get(LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static MemorySegment mechanism(Arena arena, long type, long[] parameters) {
        var mechanism = arena.allocate(24, LONG.byteAlignment());
        var values = parameters.length == 0 ? MemorySegment.NULL : arena.allocateFrom(LONG, parameters);
        mechanism.set(LONG, 0, type);
        mechanism.set(POINTER, 8, values);
        mechanism.set(LONG, 16, parameters.length * LONG.byteSize());
        return mechanism;
    }

    private static MemorySegment attribute(Arena arena, long type, MemorySegment value, long length) {
        var attribute = arena.allocate(24, LONG.byteAlignment());
        attribute.set(LONG, 0, type);
        attribute.set(POINTER, 8, value);
        attribute.set(LONG, 16, length);
        return attribute;
    }

    private static List<Long> longs(MemorySegment segment, long count) {
        var longs = new ArrayList<Long>();
        for (long i = 0; i < count; i++) {
            longs.add(segment.getAtIndex(LONG, i));
        }
        return longs;
    }

    /** Calls a function by its place in the standard's list of functions. */
    private long call(int index, Object... arguments) {
        var layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = layout(arguments[i]);
        }
        var address = table.get(POINTER, TABLE_START + index * POINTER.byteSize());
        MethodHandle function = linker.downcallHandle(address, FunctionDescriptor.of(LONG, layouts));
        try {
            return (long) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new KeyUnavailable("the PKCS#11 library cannot be called", e);
        }
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Long _ -> LONG;
            case Byte _ -> ValueLayout.JAVA_BYTE;
            default -> POINTER;
        };
    }

    private static void check(String what, long result) {
        if (result != OK) {
            var said = what + " failed: " + REASONS.getOrDefault(result, "PKCS#11 error 0x" + Long.toHexString(result));
            throw PASSING.contains(result) ? KeyUnavailable.away(said) : new KeyUnavailable(said);
        }
    }
}
