package io.kinora.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleFinder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may know whom.
final class ArchitectureTest {
  private static final String SERVER = "io.kinora.server";

  private static JavaClasses product;

  @BeforeAll
  static void read() {
    product =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.kinora.media", "io.kinora.store", SERVER);
  }

  @Test
  void allThreeModulesAreRead() {
    assertThat(product)
        .extracting(JavaClass::getPackageName)
        .contains("io.kinora.media", "io.kinora.store", SERVER, SERVER + ".cli")
        .doesNotContain("io.kinora.tidy");
  }

  @Test
  void mediaKnowsTheJavaBaseOnly() {
    classes()
        .that()
        .resideInAPackage("io.kinora.media..")
        .should()
        .onlyDependOnClassesThat(
            inJavaBase().or(resideInAnyPackage("io.kinora.media..", "org.jspecify..")))
        .because("containers and codecs must be usable, and testable, alone")
        .check(product);
  }

  @Test
  void mediaDoesNoInputOutputAndHasNoThreadsAndNoClock() {
    noClasses()
        .that()
        .resideInAPackage("io.kinora.media..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                .or(DescribedPredicate.describe("threads and clocks", ArchitectureTest::isImpure)))
        .because("the same octets must give the same result")
        .check(product);
  }

  @Test
  void storeKnowsNeitherHttpNorMedia() {
    noClasses()
        .that()
        .resideInAPackage("io.kinora.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.kinora.media..", SERVER + "..", "io.netty..", "java.net.http..")
        .because("a store knows bytes, times and names")
        .check(product);
  }

  @Test
  void onlyTheWiringAndTheCommandsKnowWhichEngineRuns() {
    noClasses()
        .that()
        .resideInAPackage(SERVER + ".*..")
        .and()
        .resideOutsideOfPackage(SERVER + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kinora.store.*..")
        .because("engines are exchangeable behind io.kinora.store")
        .check(product);
  }

  @Test
  void nettyStaysAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .because("operations are blocking code above the http facade")
        .check(product);
  }

  @Test
  void packagesOfTheServerHaveNoCycles() {
    slices().matching(SERVER + ".(*)..").should().beFreeOfCycles().check(product);
  }

  @Test
  void nothingButTheCommandsKnowsTheWholeServer() {
    noClasses()
        .that()
        .resideInAPackage(SERVER + ".*..")
        .and()
        .resideOutsideOfPackage(SERVER + ".cli..")
        .should()
        .dependOnClassesThat(resideInAPackage(SERVER).or(resideInAPackage(SERVER + ".cli..")))
        .because("parts are wired from above")
        .check(product);
  }

  private static boolean isImpure(JavaClass type) {
    return type.isEquivalentTo(Thread.class)
        || type.isAssignableTo(java.time.InstantSource.class)
        || type.getPackageName().startsWith("java.util.concurrent");
  }

  private static DescribedPredicate<JavaClass> inJavaBase() {
    var packages = ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor().packages();
    return DescribedPredicate.describe(
        "in java.base",
        type ->
            type.getBaseComponentType().isPrimitive()
                || packages.contains(type.getBaseComponentType().getPackageName()));
  }
}
