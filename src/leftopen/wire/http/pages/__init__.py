"""What an HTTP answer shows a reader: its parse, its words, its rows, its marks. Pure and bounded."""
