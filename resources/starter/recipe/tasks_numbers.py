"""Numbers, amounts and sums for the wordings: each draw gives the text shown and the text calculated."""
import tasks_en as EN
import tasks_zh as ZH


class Numbers:
    """Draws of numbers; the class that uses it has rnd, of, int, L, zh, mix, things and person."""

    def digits(self, low=1, high=9, decimals=0.22):
        u = self.rnd()
        if u < decimals:
            size = self.of((9, 99, 99, 999, 9999))
            places = self.of((1, 1, 2, 2, 2, 3))
            text = "%.*f" % (places, self.rnd() * size + 0.1)
        elif u < 0.46:
            text = str(self.int(2, 99))
        elif u < 0.68:
            text = str(self.int(100, 9999))
        elif u < 0.80:
            text = str(self.int(1, 99) * self.of((10, 100, 100, 1000)))
        elif u < 0.92:
            text = str(self.int(10000, 999999))
        else:
            text = str(self.int(1000000, 10 ** self.int(7, 9) - 1))
        return text

    def shown(self, text):
        whole, dot, rest = text.partition(".")
        if len(whole) > 3:
            u = self.rnd()
            if u < 0.27:
                return "{:,}".format(int(whole)) + dot + rest
            if u < 0.31:
                return "{:,}".format(int(whole)).replace(",", " ") + dot + rest
        elif not dot and len(whole) < 3 and int(whole) > 1 and self.rnd() < 0.05:
            return self.L.number_words(int(whole))
        return text

    def number(self):
        if self.rnd() < 0.07:
            base = self.of((str(self.int(2, 99)), str(self.int(2, 9)), "%.1f" % (self.rnd() * 9 + 1.1), "%d.5" % self.int(1, 40)))
            word, factor = self.of(ZH.MAGNITUDES if self.zh != (self.mix and self.rnd() < 0.3) else EN.MAGNITUDES)
            return base + word, base + "*" + factor
        text = self.digits()
        return self.shown(text), text

    def slot(self, name):
        """(as shown, as calculated) for a blank of CALC."""
        c = name[0]
        if c == "n":
            return self.number()
        if c == "x":
            text = self.digits()
            return self.shown(text), text
        if c == "b":
            u = self.rnd()
            text = str(self.int(2, 20)) if u < 0.45 else str(self.int(21, 999 if name == "b2" else 150)) if u < 0.75 else "%.1f" % (self.rnd() * 30 + 0.1) if u < 0.93 else self.digits()
            return self.shown(text), text
        if c == "p":
            u = self.rnd()
            text = str(self.int(1, 99)) if u < 0.6 else str(self.of((5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80))) if u < 0.8 else "%d.5" % self.int(0, 30) if u < 0.9 else "%.2f" % (self.rnd() * 30 + 0.1) if u < 0.96 else str(self.int(100, 250))
            return self.L.percent(self, text, self.mix and self.rnd() < 0.4), text
        if c == "m":
            text = self.digits() if self.rnd() < 0.6 else "%.2f" % (self.rnd() * 200 + 0.5)
            return self.L.money(self, self.shown(text) if text[0] != "0" else text), text
        if c in "icy":
            number = self.int(2, 12) if c != "c" else self.int(2, self.of((12, 60, 400)))
            return self.L.number_words(number) if number > 1 and self.rnd() < (0.3 if c == "i" else 0.12) else str(number), str(number)
        if c == "a":
            number = self.int(1990, 2040) if name == "a" else self.int(1900, 1989)
            return str(number), str(number)
        if c == "k":
            number = self.int(2, 12)
            return str(number), str(number)
        if c == "j":
            number = self.int(1, 4) if name == "j" else self.int(5, 12)
            return str(number), str(number)
        if c == "l":
            items = [self.slot("x" if self.rnd() < 0.3 else "c") for _ in range(self.of((2, 3, 3, 3, 4, 4, 5, 6)))]
            return self.L.listing(self, [item[1] if item[1][-1].isdigit() and len(item[1]) > 3 else item[0] for item in items]), [item[1] for item in items]
        if c == "e":
            return self.infix("w" in name)
        if c == "o":
            return self.things(), None
        return self.person(), None

    def infix(self, words=False):
        count = self.of((2, 2, 2, 2, 3, 3, 4))
        words = words or self.rnd() < 0.22
        symbols = self.of(self.L.OPERATORS_WORDS if words else EN.OPERATORS)
        gap = " " if (words and not self.zh) or self.rnd() < 0.45 else ""
        if words and self.zh:
            gap = ""
        shown, plain, opened = [], [], -1
        if count > 2 and not words and self.rnd() < 0.35:
            opened = int(self.rnd() * (count - 1))
        for i in range(count):
            text = self.digits() if self.rnd() < 0.55 else str(self.int(1, 999))
            view = self.shown(text)
            if self.rnd() < 0.03 and not words:
                view, text = ("-" + text, "-" + text) if i == 0 else ("(-%s)" % text, "(-%s)" % text)
            elif self.rnd() < 0.04 and not words:
                view, text = self.root_or_power()
            if i == opened:
                view, text = "(" + view, "(" + text
            if i == opened + 1 and opened >= 0:
                view, text = view + ")", text + ")"
            shown.append(view)
            plain.append(text)
        if opened == 1 and count == 3 and self.rnd() < 0.12 and plain[0].isdigit():  # 3(4+5)
            which = "+-"[int(self.rnd() * 2)]
            return "%s%s%s%s%s%s" % (plain[0], shown[1], gap, symbols[which], gap, shown[2]), "%s*%s%s%s" % (plain[0], plain[1], which, plain[2])
        line, expr = shown[0], plain[0]
        for view, text in zip(shown[1:], plain[1:]):
            which = "+-*/"[int(self.rnd() * 4)]
            if which in "+-" and not words and self.rnd() < 0.05 and line == shown[0] and count == 2:
                p = str(self.int(1, 60))
                return "%s%s%s%s%s%%" % (line, gap, symbols[which], gap, p), "%s*(1%s%s/100)" % (expr, which, p)
            if which == "*" and not words and self.rnd() < 0.12 and count == 2:
                p = str(self.int(1, 99))
                if self.rnd() < 0.5:
                    return "%s%s%s%s%s%%" % (line, gap, symbols[which], gap, p), "%s*%s/100" % (expr, p)
                return "%s%%%s%s%s%s" % (p, gap, symbols[which], gap, line), "%s/100*%s" % (p, expr)
            line += gap + symbols[which] + gap + view
            expr += which + text
        return line, expr

    def root_or_power(self):
        number = str(self.int(2, 40)) if self.rnd() < 0.7 else "%.1f" % (self.rnd() * 20 + 0.1)
        u = self.rnd()
        if u < 0.35:
            return self.of(("sqrt(%s)", "√%s", "sqrt(%s)")) % number, "sqrt(%s)" % number
        if u < 0.65:
            return number + self.of(("²", "^2", "**2")), number + "^2"
        power = str(self.int(2, 5))
        return number + self.of(("^", "^", "**")) + power, number + "^" + power
