package dev.kindred.datastore.spring.data.repository.enabled;

public class LetterCounting implements Counting {

    @Override
    public int letters(Shop shop) {
        return shop.name().length();
    }
}
