package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A handler given to {@code onSuccess}, {@code onFailure} or {@code onComplete} runs in the context of its future. When
 * the future is completed by another thread, that is later than what its own thread adds behind it meanwhile. So nothing
 * may be composed behind such a handler: what others wait for is done in {@code map}, {@code compose}, {@code recover}
 * or {@code andThen}.
 */
class FutureHandlersTest {
    private static final Set<String> HANDLERS = Set.of("onSuccess", "onFailure", "onComplete");

    /** Calls whose lambda's value nobody waits for. */
    private static final Set<String> ENDS = Set.of(
            "onSuccess", "onFailure", "onComplete", "runOnContext", "setTimer", "setPeriodic", "withConnectHandler");

    @Test
    void nothingIsComposedBehindAHandler() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(FutureHandlersTest::read)
                    .toList();
            assertThat(sources).hasSizeGreaterThan(100);
            assertThat(violations(sources)).isEmpty();
        }
    }

    @Test
    void findsWhatIsForbidden() throws IOException {
        assertThat(inAMethod("return future.onSuccess(v -> {});")).hasSize(1);
        assertThat(inAMethod("return future.onComplete(v -> {}).mapEmpty();")).hasSize(1);
        assertThat(inAMethod("var kept = future.onFailure(v -> {});")).hasSize(1);
        assertThat(inAMethod("other.compose(v -> future.onSuccess(w -> {}));")).hasSize(1);
    }

    @Test
    void permitsHandlersAtTheEnd() throws IOException {
        assertThat(inAMethod("future.onSuccess(v -> {}).onFailure(v -> {});")).isEmpty();
        assertThat(inAMethod("var _ = future.onComplete(v -> {});")).isEmpty();
        assertThat(inAMethod("future.onComplete(v -> other.onFailure(w -> {}));"))
                .isEmpty();
        assertThat(inAMethod("return future.andThen(v -> {}).mapEmpty();")).isEmpty();
    }

    private static List<String> inAMethod(String statement) throws IOException {
        return violations(
                List.of(new Source("Example.java", "class Example { Object method() { " + statement + " } }")));
    }

    /** One task for all: to begin one takes longer than to parse a file. */
    private static List<String> violations(List<Source> sources) throws IOException {
        var task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, null, List.of("-proc:none"), null, sources);
        var positions = Trees.instance(task).getSourcePositions();
        var found = new ArrayList<String>();
        for (var unit : task.parse()) {
            new Scanner(unit.getSourceFile().getName(), unit, positions, found).scan(unit, null);
        }
        return found;
    }

    private static Source read(Path file) {
        try {
            return new Source(file.toString(), Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Scanner extends TreePathScanner<Void, @Nullable Void> {
        private final String name;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        Scanner(String name, CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.name = name;
            this.positions = positions;
            this.unit = unit;
            this.found = found;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            if (HANDLERS.contains(called(call)) && !isLast(getCurrentPath().getParentPath())) {
                found.add(name + ":" + line(call) + ": " + called(call));
            }
            return super.visitMethodInvocation(call, nothing);
        }

        private long line(MethodInvocationTree call) {
            return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, call.getMethodSelect()));
        }

        private static String called(Tree tree) {
            return tree instanceof MethodInvocationTree call
                            && call.getMethodSelect() instanceof MemberSelectTree select
                    ? select.getIdentifier().toString()
                    : "";
        }

        private static boolean isLast(TreePath parent) {
            return switch (parent.getLeaf()) {
                case ExpressionStatementTree _ -> true;
                case VariableTree variable -> variable.getName().isEmpty();
                case MemberSelectTree select ->
                    HANDLERS.contains(select.getIdentifier().toString());
                case LambdaExpressionTree _ ->
                    ENDS.contains(called(parent.getParentPath().getLeaf()));
                default -> false;
            };
        }
    }
}
