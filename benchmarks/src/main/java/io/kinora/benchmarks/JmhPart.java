package io.kinora.benchmarks;

import io.kinora.benchmarks.micro.ParserBenchmark;
import io.kinora.benchmarks.micro.SignatureBenchmark;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The parser, in octets per second of one core beside a copy of the same octets, and the
/// verification of signatures.
final class JmhPart implements Part {
  private static final String PART = "jmh";
  private static final double GB = 1e9;

  @Override
  public void run(Bench bench) throws IOException {
    var options =
        new OptionsBuilder()
            .include(ParserBenchmark.class.getSimpleName())
            .include(SignatureBenchmark.class.getSimpleName())
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .forks(bench.quick() ? 1 : 2)
            .warmupIterations(bench.quick() ? 1 : 3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(bench.quick() ? 1 : 5)
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      for (var result : new Runner(options).run()) {
        report(bench, result);
      }
    } catch (RunnerException failure) {
      throw new IOException("JMH failed", failure);
    }
  }

  private static void report(Bench bench, RunResult result) {
    var params = result.getParams();
    var method = params.getBenchmark().replaceFirst(".*\\.", "");
    boolean parser = params.getBenchmark().contains(ParserBenchmark.class.getSimpleName());
    var subject =
        parser
            ? "%s, %s, pieces of %s"
                .formatted(method, params.getParam("media"), params.getParam("pieceBytes"))
            : "signature, " + method;
    double octets = parser ? ParserBenchmark.documentBytes(params.getParam("media")) / GB : 1;
    var figure = new Figure(PART, subject, "one thread", parser ? "GB/s" : "1/s", Goal.NONE);
    for (var sample : result.getAggregatedResult().getIterationResults()) {
      bench.report().add(figure, sample.getPrimaryResult().getScore() * octets);
    }
  }
}
