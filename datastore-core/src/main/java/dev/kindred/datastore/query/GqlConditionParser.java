package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what follows WHERE. */
final class GqlConditionParser {

    private final GqlTokens tokens;
    private final GqlOperandParser operands;

    GqlConditionParser(GqlTokens tokens, GqlOperandParser operands) {
        this.tokens = tokens;
        this.operands = operands;
    }

    /** Alternatives; AND binds tighter than OR. */
    GqlCondition condition() {
        List<GqlCondition> parts = new ArrayList<>();
        do {
            GqlCondition part = conjunction();
            parts.addAll(part instanceof GqlCondition.Any any ? any.conditions() : List.of(part));
        } while (tokens.accept("OR"));
        return parts.size() == 1 ? parts.get(0) : new GqlCondition.Any(List.copyOf(parts));
    }

    private GqlCondition conjunction() {
        List<GqlCondition> parts = new ArrayList<>();
        do {
            GqlCondition part = simple();
            parts.addAll(part instanceof GqlCondition.All all ? all.conditions() : List.of(part));
        } while (tokens.accept("AND"));
        return parts.size() == 1 ? parts.get(0) : new GqlCondition.All(List.copyOf(parts));
    }

    private GqlCondition simple() {
        if (tokens.accept("(")) {
            tokens.descend();
            GqlCondition inner = condition();
            tokens.expect(")");
            tokens.ascend();
            return inner;
        }
        if (isLegacyAncestor()) {
            tokens.take();
            tokens.take();
            return ancestor(operands.value());
        }
        return operands.isNext() ? mirrored(operands.value()) : comparison();
    }

    /** {@code ANCESTOR IS :1}; {@code ancestor IS NULL} asks for a property of that name. */
    private boolean isLegacyAncestor() {
        return tokens.current().is("ANCESTOR")
                && tokens.peek(1).is("IS")
                && !tokens.peek(2).is("NULL");
    }

    private GqlCondition comparison() {
        int at = tokens.at();
        String property = tokens.propertyOrElse(GqlOperandParser.VALUE);
        Operator operator = operator();
        if (operator != null) {
            return checked(property, operator, operands.value());
        }
        if (tokens.accept("IS", "IS NULL")) {
            GqlToken word = tokens.current();
            if (word.is("NOT")) {
                throw tokens.source.error(
                        word.start(), "There is no IS NOT NULL; write " + Gql.name(property) + " > NULL.");
            }
            tokens.expect("NULL");
            return checked(property, Operator.EQUAL, new GqlOperand.Literal(Value.NULL, word.start()));
        }
        if (tokens.accept("CONTAINS")) {
            return checked(property, Operator.EQUAL, operands.value());
        }
        if (tokens.accept("IN")) {
            return checked(property, Operator.IN, operands.values());
        }
        if (tokens.accept("NOT", "NOT IN")) {
            tokens.expect("IN");
            return checked(property, Operator.NOT_IN, operands.values());
        }
        if (tokens.accept("HAS", "HAS ANCESTOR")) {
            tokens.expect("ANCESTOR");
            return hasAncestor(property, at, operands.value());
        }
        throw tokens.unexpected();
    }

    /** With the value first. */
    private GqlCondition mirrored(GqlOperand value) {
        Operator operator = operator();
        if (operator != null) {
            return checked(property(), mirror(operator), value);
        }
        if (tokens.accept("IN")) {
            return checked(property(), Operator.EQUAL, value);
        }
        if (tokens.accept("HAS", "HAS DESCENDANT")) {
            tokens.expect("DESCENDANT");
            int at = tokens.at();
            return hasAncestor(property(), at, value);
        }
        throw tokens.unexpected();
    }

    private String property() {
        return tokens.name(GqlTokens.PROPERTY);
    }

    private @Nullable Operator operator() {
        for (Operator operator : Operator.values()) {
            if (operator != Operator.IN && operator != Operator.NOT_IN && tokens.accept(operator.symbol())) {
                return operator;
            }
        }
        return null;
    }

    private static Operator mirror(Operator operator) {
        return switch (operator) {
            case LESS_THAN -> Operator.GREATER_THAN;
            case LESS_THAN_OR_EQUAL -> Operator.GREATER_THAN_OR_EQUAL;
            case GREATER_THAN -> Operator.LESS_THAN;
            case GREATER_THAN_OR_EQUAL -> Operator.LESS_THAN_OR_EQUAL;
            default -> operator;
        };
    }

    private GqlCondition hasAncestor(String property, int at, GqlOperand ancestor) {
        if (!property.equals(Query.KEY)) {
            throw tokens.source.error(at, "Only " + Query.KEY + " has ancestors, not \"" + property + "\".");
        }
        return ancestor(ancestor);
    }

    private GqlCondition ancestor(GqlOperand ancestor) {
        if (ancestor.isLiteral()) {
            new GqlBinder(tokens.source, GqlBindings.none()).key(ancestor);
        }
        return new GqlCondition.HasAncestor(ancestor);
    }

    /** What is wrong without regard to bindings is said when the text is read. */
    private GqlCondition checked(String property, Operator operator, GqlOperand operand) {
        GqlCondition.Comparison comparison = new GqlCondition.Comparison(property, operator, operand);
        if (operand.isLiteral()) {
            new GqlBinder(tokens.source, GqlBindings.none()).filter(comparison);
        }
        return comparison;
    }
}
