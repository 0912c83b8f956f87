package id.loket.kit.testing;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.lang.annotation.Annotation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * I12: an endpoint that changes something, and that an administrator or an organiser may use,
 * writes into the audit trail, or stands on the list of those that need not, with the reason. It is
 * read out of the code whether there is a way from the endpoint to where an {@link Act} is handed
 * to the trail; that every way is one, tests of the acts show.
 */
public final class AuditRule {
  private static final List<Class<? extends Annotation>> CHANGING =
      List.of(POST.class, PUT.class, PATCH.class, DELETE.class);
  private static final Set<String> ADMINISTRATIVE = Set.of(Role.ADMIN, Role.ORGANISER, "**");

  private final JavaClasses code;
  private final Map<String, String> exceptions = new TreeMap<>();

  private AuditRule(JavaClasses code) {
    this.code = code;
  }

  /** The rule for a service whose features lie below that package. */
  public static AuditRule of(String root) {
    return new AuditRule(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root));
  }

  /** The rule for single classes. */
  static AuditRule of(Class<?>... classes) {
    return new AuditRule(new ClassFileImporter().importClasses(classes));
  }

  /** An endpoint that need not write, as {@code Resource.method}, and why. */
  public AuditRule except(String endpoint, String why) {
    exceptions.put(endpoint, why);
    return this;
  }

  /** Fails with every endpoint that breaks the rule, and with exceptions that are none. */
  public void check() {
    List<String> breaches = new ArrayList<>();
    Set<String> needed = new HashSet<>();
    for (JavaMethod endpoint : administrative()) {
      String name = nameOf(endpoint);
      if (reaches(endpoint, AuditRule::takesAct)) {
        continue;
      }
      needed.add(name);
      if (!exceptions.containsKey(name)) {
        breaches.add(name + " changes something and writes nothing into the audit trail");
      }
    }
    exceptions.keySet().stream()
        .filter(name -> !needed.contains(name))
        .forEach(name -> breaches.add(name + " is no exception: it writes, or is not there"));
    if (!breaches.isEmpty()) {
      throw new AssertionError(String.join("\n", breaches));
    }
  }

  private List<JavaMethod> administrative() {
    return code.stream()
        .filter(type -> !type.isInterface())
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> CHANGING.stream().anyMatch(method::isAnnotatedWith))
        .filter(this::isAdministrative)
        .sorted(Comparator.comparing(AuditRule::nameOf))
        .toList();
  }

  private boolean isAdministrative(JavaMethod endpoint) {
    if (endpoint.isAnnotatedWith(RolesAllowed.class)) {
      return isAdministrative(endpoint.getAnnotationOfType(RolesAllowed.class));
    }
    if (endpoint.isAnnotatedWith(Authenticated.class)) {
      return true;
    }
    if (endpoint.isAnnotatedWith(PermitAll.class)) {
      return reaches(endpoint, AuditRule::asksForRoles);
    }
    JavaClass type = endpoint.getOwner();
    if (type.isAnnotatedWith(RolesAllowed.class)) {
      return isAdministrative(type.getAnnotationOfType(RolesAllowed.class));
    }
    return type.isAnnotatedWith(Authenticated.class)
        || (type.isAnnotatedWith(PermitAll.class) && reaches(endpoint, AuditRule::asksForRoles));
  }

  private static boolean isAdministrative(RolesAllowed roles) {
    return Stream.of(roles.value()).anyMatch(ADMINISTRATIVE::contains);
  }

  private static boolean takesAct(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && !target.getOwner().isEquivalentTo(Act.class)
        && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Act.class));
  }

  private static boolean asksForRoles(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Caller.class)
        && Set.of("isAdmin", "hasRole", "mayActFor", "requireActingFor")
            .contains(access.getTarget().getName());
  }

  /** Whether there is a way through the service's own code to such an access. */
  private boolean reaches(JavaMethod start, Predicate<JavaAccess<?>> wanted) {
    Deque<JavaCodeUnit> ahead = new ArrayDeque<>(List.of(start));
    Set<JavaCodeUnit> seen = new HashSet<>(ahead);
    while (!ahead.isEmpty()) {
      for (JavaAccess<?> access : accesses(ahead.pop())) {
        if (wanted.test(access)) {
          return true;
        }
        targets(access).filter(seen::add).forEach(ahead::push);
      }
    }
    return false;
  }

  private static List<JavaAccess<?>> accesses(JavaCodeUnit unit) {
    return Stream.<JavaAccess<?>>concat(
            unit.getCallsFromSelf().stream(), unit.getCodeUnitReferencesFromSelf().stream())
        .<JavaAccess<?>>map(access -> access)
        .toList();
  }

  /** What is called there: the method itself, and whatever overrides it. */
  private Stream<JavaCodeUnit> targets(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)
        || !code.contain(owner.getFullName())) {
      return Stream.empty();
    }
    Stream<JavaCodeUnit> itself =
        target.resolveMember().map(JavaCodeUnit.class::cast).stream()
            .filter(unit -> !unit.getModifiers().contains(JavaModifier.ABSTRACT));
    Stream<JavaCodeUnit> overriding =
        owner.getAllSubclasses().stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(
                unit ->
                    unit.getName().equals(target.getName())
                        && unit.getRawParameterTypes().size()
                            == target.getRawParameterTypes().size());
    return Stream.concat(itself, overriding);
  }

  private static String nameOf(JavaMethod endpoint) {
    return endpoint.getOwner().getSimpleName() + "." + endpoint.getName();
  }
}
