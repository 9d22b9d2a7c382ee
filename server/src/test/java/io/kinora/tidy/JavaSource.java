package io.kinora.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// One parsed Java file.
///
/// @param methods all methods and constructors with a body, without the constructors of records,
///     whose parameters are the record's components
/// @param undocumented public types of the top level without documentation
record JavaSource(Path file, List<Method> methods, List<String> undocumented) {
  /// A method or constructor.
  ///
  /// @param lines from the first line of the declaration to the closing brace
  record Method(String name, int lines, int parameters) {}

  /// Parses all files with one compiler.
  static List<JavaSource> parse(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      var task =
          (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, units);
      var trees = DocTrees.instance(task);
      var sources = new ArrayList<JavaSource>();
      for (var unit : task.parse()) {
        var scanner = new Scanner(trees);
        scanner.scan(unit, unit);
        var file = Path.of(unit.getSourceFile().toUri());
        sources.add(new JavaSource(file, scanner.methods, scanner.undocumented));
      }
      return sources;
    }
  }

  private static final class Scanner extends TreePathScanner<Void, CompilationUnitTree> {
    private final DocTrees trees;
    private final List<Method> methods = new ArrayList<>();
    private final List<String> undocumented = new ArrayList<>();

    private Scanner(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, CompilationUnitTree unit) {
      boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      if (top
          && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
          && trees.getDocComment(getCurrentPath()) == null) {
        undocumented.add(type.getSimpleName().toString());
      }
      return super.visitClass(type, unit);
    }

    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      if (method.getBody() != null && !constructsRecord(method)) {
        var positions = trees.getSourcePositions();
        long first = line(unit, positions.getStartPosition(unit, method));
        long last = line(unit, positions.getEndPosition(unit, method));
        int lines = Math.toIntExact(last - first + 1);
        methods.add(new Method(method.getName().toString(), lines, method.getParameters().size()));
      }
      return super.visitMethod(method, unit);
    }

    private boolean constructsRecord(MethodTree method) {
      return method.getReturnType() == null
          && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    }

    private static long line(CompilationUnitTree unit, long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
