package dev.kindred.datastore.query;

import dev.kindred.datastore.query.GqlUse.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the bindings of a statement with what they are for. */
final class GqlUses {

    private final List<GqlUse> uses = new ArrayList<>();

    private GqlUses() {}

    static List<GqlUse> of(GqlStatement statement) {
        GqlUses found = new GqlUses();
        for (GqlStatement.Assigned assigned : statement.assignments()) {
            Role role = assigned.operation() == GqlChange.Operation.SET ? Role.NEW_VALUE : Role.SUMMAND;
            found.add(assigned.operand(), role, assigned.property());
        }
        for (GqlStatement.Aggregate aggregate : statement.aggregates()) {
            if (aggregate.upTo() != null) {
                found.add(aggregate.upTo(), Role.COUNT, null);
            }
        }
        if (statement.where() != null) {
            found.visit(statement.where());
        }
        statement.limits().forEach(each -> found.add(each, Role.LIMIT, null));
        statement.offsets().forEach(each -> found.add(each, Role.OFFSET, null));
        return List.copyOf(found.uses);
    }

    private void visit(GqlCondition condition) {
        if (condition instanceof GqlCondition.Comparison comparison) {
            boolean list = comparison.operator() == Operator.IN || comparison.operator() == Operator.NOT_IN;
            add(comparison.operand(), list ? Role.LIST : Role.VALUE, comparison.property());
        } else if (condition instanceof GqlCondition.HasAncestor has) {
            add(has.ancestor(), Role.ANCESTOR, null);
        } else if (condition instanceof GqlCondition.All all) {
            all.conditions().forEach(this::visit);
        } else if (condition instanceof GqlCondition.Any any) {
            any.conditions().forEach(this::visit);
        }
    }

    private void add(GqlOperand operand, Role role, @Nullable String property) {
        if (operand instanceof GqlOperand.Binding binding) {
            uses.add(new GqlUse(binding.name(), role, property));
        } else if (operand instanceof GqlOperand.Array array) {
            Role element = role == Role.NEW_VALUE ? Role.NEW_ELEMENT : Role.VALUE;
            array.elements().forEach(each -> add(each, element, property));
        }
    }
}
